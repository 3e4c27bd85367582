package io.groundswell.trend.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Subject;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.disturbance.Disturbance.Kind;
import io.groundswell.trend.truth.NoisyCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Eight hashtags of a platform that nobody has counted before, looked at with every bucket from the first one on: what
/// all of them do every day befalls nobody.
class RhythmsTest {

  private static final long BEGIN = Bucket.of(Instant.parse("2026-03-02T00:00:00Z"));
  private static final int HOUR = 12;
  private static final int EVENING = 20 * HOUR;
  private static final int SERIES = 8;

  private final Partitions partitions = new Partitions();
  private final List<NoisyCounts> noises = new ArrayList<>();
  private final Map<Integer, Long> stoodFirst = new HashMap<>();

  @FunctionalInterface
  private interface Level {

    double at(int series, long bucket);
  }

  private static SeriesKey key(int series) {
    return new SeriesKey(1, series, new Subject("hashtag", "tag" + series), "x", "mentions");
  }

  /// Base levels of 10 to 27 in five minutes.
  private static double base(int series) {
    return 10 + 2.5 * series;
  }

  /// The evening's peak: three times the level of the rest of the day.
  private static double evening(long bucket, double hours) {
    double away = (Math.floorMod(bucket, Bucket.DAY) - EVENING) / (hours * HOUR);
    return 1 + 2 * Math.exp(-away * away / 2);
  }

  private void tell(long from, long until, int many, Level level) {
    for (int series = noises.size(); series < many; series++) {
      noises.add(new NoisyCounts(300 + series, 0.02, 0));
    }
    for (long bucket = from; bucket < until; bucket++) {
      var row = new ArrayList<CountedBucket>();
      for (int series = 0; series < many; series++) {
        long count = noises.get(series).next(bucket, level.at(series, bucket));
        if (count > 0) {
          row.add(new CountedBucket(key(series), bucket, count, count));
        }
      }
      partitions.take(row);
      partitions.judge(bucket + 1);
      for (var standing : partitions.standing().keySet()) {
        stoodFirst.putIfAbsent(standing.slot(), bucket);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1.0", "1.5"})
  void anEveningOfEveryDayIsNoOtherDefinition(double hours) {
    tell(BEGIN, BEGIN + 5 * Bucket.DAY, SERIES, (series, bucket) -> base(series) * evening(bucket, hours));
    assertThat(partitions.befallen().told()).isEmpty();

    // And what rises by itself stands on the boards, at noon and in the evening.
    long noon = BEGIN + 5 * Bucket.DAY + Bucket.DAY / 2;
    stoodFirst.clear();
    tell(BEGIN + 5 * Bucket.DAY, BEGIN + 6 * Bucket.DAY, SERIES,
        (series, bucket) -> base(series) * evening(bucket, hours) * (series == 3 && bucket >= noon ? 4 : 1));
    assertThat(partitions.befallen().told()).isEmpty();
    assertThat(stoodFirst.get(3)).isBetween(noon, noon + 2);
    assertThat(partitions.running()).containsKey(key(3));
    assertThat(partitions.standing()).containsKey(key(3));
    tell(BEGIN + 6 * Bucket.DAY, BEGIN + 8 * Bucket.DAY, SERIES,
        (series, bucket) -> base(series) * evening(bucket, hours));
    assertThat(partitions.befallen().told()).isEmpty();
  }

  @Test
  void theFirstDaysOfAPlainRhythmAreNoOtherDefinition() {
    tell(BEGIN, BEGIN + 3 * Bucket.DAY, SERIES, (series, bucket) -> base(series)
        * (1 + 0.6 * Math.sin(2 * Math.PI * Math.floorMod(bucket, Bucket.DAY) / Bucket.DAY)));
    assertThat(partitions.befallen().told()).isEmpty();
  }

  @Test
  void mondayAfterAWeekendIsNoOtherDefinition() {
    long saturday = BEGIN + 5 * Bucket.DAY;
    tell(saturday, saturday + 4 * Bucket.DAY, SERIES, (series, bucket) -> {
      boolean works = bucket >= saturday + 2 * Bucket.DAY;
      double away = (Math.floorMod(bucket, Bucket.DAY) - Bucket.DAY / 2) / (3.0 * HOUR);
      return base(series) * (1 + (works ? 4 : 0.5) * Math.exp(-away * away / 2));
    });
    assertThat(partitions.befallen().told()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"3", "13"})
  void anotherDefinitionIsFoundAmidstARhythm(int hour) {
    long change = BEGIN + 4 * Bucket.DAY + hour * HOUR + 5;
    Level level = (series, bucket) -> base(series) * evening(bucket, 1) * (bucket >= change ? 3 : 1);
    tell(BEGIN, change, SERIES, level);
    stoodFirst.clear();
    tell(change, change + 18, SERIES, level);
    assertThat(partitions.befallen().lasting()).singleElement().satisfies(one -> {
      assertThat(one.kind()).isEqualTo(Kind.REDEFINED);
      assertThat(one.metric()).isEqualTo("mentions");
      assertThat(one.since()).isBetween(change - 1, change + 2);
    });
    assertThat(stoodFirst).as("nothing stood there before it was found").isEmpty();
    assertThat(partitions.running()).isEmpty();
  }

  @Test
  void newsThatFourOfFiveAreAboutIsNoOtherDefinition() {
    long news = BEGIN + 4 * Bucket.DAY + 10 * HOUR;
    Level level = (series, bucket) -> base(series) * evening(bucket, 1) * (series < 4 && bucket >= news ? 4 : 1);
    tell(BEGIN, news, 5, level);
    tell(news, news + Bucket.DAY / 4, 5, level);
    assertThat(partitions.befallen().told()).isEmpty();
    assertThat(partitions.standing()).containsKeys(key(0), key(1), key(2), key(3));
    assertThat(partitions.running()).containsKeys(key(0), key(1), key(2), key(3));
  }

  @Test
  void anEventThatAllAreAboutToADifferentDegreeIsNoOtherDefinition() {
    long kickOff = BEGIN + 4 * Bucket.DAY + 15 * HOUR;
    // Crowds gather within the hour before, and go within the hours behind.
    Level level = (series, bucket) -> base(series) * evening(bucket, 1)
        * (1 + (1 + series) * Math.exp(-Math.pow((bucket - kickOff) / (bucket < kickOff ? 6.0 : 18.0), 2) / 2));
    tell(BEGIN, kickOff + Bucket.DAY / 2, SERIES, level);
    assertThat(partitions.befallen().told()).isEmpty();
  }

  @Test
  void aPlatformThatIsSentHourByHourIsNotSilentInBetween() {
    long outage = BEGIN + 5 * Bucket.DAY + 7 * HOUR + 1;
    Level hourly = (series, bucket) -> bucket % HOUR != 0 || bucket >= outage ? 0 : 60 * base(series) / 10;
    tell(BEGIN, BEGIN + 2 * Bucket.DAY, SERIES, hourly);
    assertThat(partitions.befallen().told()).isEmpty();
    stoodFirst.clear();
    tell(BEGIN + 2 * Bucket.DAY, outage, SERIES, hourly);
    assertThat(partitions.befallen().told()).isEmpty();
    // An ordinary day of a series has a false trend once in 23, and these are 26 days.
    assertThat(stoodFirst).hasSizeLessThanOrEqualTo(3);

    tell(outage, outage + 2 * HOUR, SERIES, hourly);
    assertThat(partitions.befallen().lasting()).singleElement().satisfies(one -> {
      assertThat(one.kind()).isEqualTo(Kind.SILENT);
      assertThat(one.since()).isEqualTo(outage);
    });
  }

  @Test
  void whatIsSentDayByDayIsNotSilentInBetween() {
    tell(BEGIN, BEGIN + 4 * Bucket.DAY, SERIES, (series, bucket) -> bucket % Bucket.DAY < 3 ? 900 : 0);
    assertThat(partitions.befallen().told()).isEmpty();
  }
}
