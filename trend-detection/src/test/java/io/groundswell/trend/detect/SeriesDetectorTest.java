package io.groundswell.trend.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.groundswell.trend.truth.NoisyCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesDetectorTest {

  /// A Thursday, 2026-01-01T00:00:00Z, so that days and steps begin together.
  private static final long BEGIN = Bucket.of(Instant.parse("2026-01-01T00:00:00Z"));

  private final Assessor assessor = new Assessor();

  private static void put(SeriesDetector series, long bucket, long count) {
    if (count > 0) {
      series.put(bucket, count, count);
    }
  }

  private List<Assessment> assess(SeriesDetector series, long complete) {
    return assessor.assess(series, BEGIN, complete);
  }

  private Assessment in(Window window, List<Assessment> standing) {
    return standing.stream()
        .filter(a -> a.window() == window)
        .findFirst()
        .orElse(null);
  }

  @ParameterizedTest(name = "a burst of {1} times on {0} a bucket is seen within {2} buckets")
  @CsvSource({"1, 3, 36", "1, 5, 15", "3, 3, 15", "10, 3, 6", "10, 5, 3", "100, 3, 4", "100, 5, 2", "1000, 3, 2",
      "1000, 5, 2"})
  void findsBurstWithBoundedDelay(double base, double factor, int delay) {
    for (int seed = 0; seed < 20; seed++) {
      var counts = new NoisyCounts(seed, 0.02, 0.3);
      var series = new SeriesDetector();
      long start = BEGIN + 5 * Bucket.DAY + 17 * seed;
      for (long bucket = BEGIN; bucket < start; bucket++) {
        put(series, bucket, counts.next(bucket, base));
      }
      int took = 0;
      for (long bucket = start; in(Window.HOUR, assess(series, bucket)) == null || took == 0; bucket++) {
        put(series, bucket, counts.next(bucket, base * factor));
        took++;
        assertThat(took).as("seed %s", seed).isLessThanOrEqualTo(delay);
      }
    }
  }

  @ParameterizedTest(name = "{0} a bucket, dispersion {1}: few false alarms in four weeks")
  @CsvSource({"0.2, 0", "1, 0", "10, 0", "100, 0", "1000, 0", "0.2, 0.2", "1, 0.2", "10, 0.2", "100, 0.2", "1000, 0.2"})
  void rarelyFiresOnNoiseWithADailyRhythm(double base, double dispersion) {
    int series = 25;
    int firings = 0;
    for (int seed = 0; seed < series; seed++) {
      var counts = new NoisyCounts(seed, dispersion, 0.5);
      var detector = new SeriesDetector();
      for (long bucket = BEGIN; bucket < BEGIN + 28 * Bucket.DAY; bucket++) {
        put(detector, bucket, counts.next(bucket, base));
      }
      firings += detector.firings(Window.HOUR);
    }
    // 25 series · 28 days = 700 series-days.
    assertThat(firings).isLessThanOrEqualTo(45);
  }

  @Test
  void emptyBucketsInOneGoEqualEmptyBucketsOneByOne() {
    var random = new SplittableRandom(7);
    for (var window : Window.values()) {
      for (int count : new int[]{1, 5, 30, 60, 500, 3_000}) {
        var one = new WindowDetector(window);
        var each = new WindowDetector(window);
        long bucket = BEGIN;
        for (int i = 0; i < 400; i++) {
          bucket += random.nextInt(1, 2 * window.stepBuckets() + 1);
          double value = random.nextInt(100);
          one.add(bucket, value, 1);
          each.add(bucket, value, 1);
        }
        long step = one.step(bucket);
        one.advance(step + count, 1);
        for (int i = 1; i <= count; i++) {
          each.advance(step + i, 1);
        }
        assertThat(one.remembered()).usingComparatorWithPrecision(1e-9).containsExactly(each.remembered());
        assertThat(one.current()).isEqualTo(each.current());
      }
    }
  }

  @Test
  void stateDoesNotDependOnThePortionsInWhichCountsCame() {
    var counts = new NoisyCounts(3, 0.1, 0.4);
    var final1 = new ArrayList<Long>();
    var atOnce = new SeriesDetector();
    var inPieces = new SeriesDetector();
    var random = new SplittableRandom(5);
    for (long bucket = BEGIN; bucket < BEGIN + 2_000; bucket++) {
      long count = counts.next(bucket, 4);
      final1.add(count);
      put(atOnce, bucket, count);
      // First a part, then the neighbours, then the rest: as events trickle in.
      if (count > 0) {
        long part = random.nextLong(count) + 1;
        put(inPieces, bucket, part);
        if (bucket > BEGIN && final1.get((int) (bucket - BEGIN - 1)) > 0) {
          put(inPieces, bucket - 1, final1.get((int) (bucket - BEGIN - 1)));
        }
        put(inPieces, bucket, count);
      }
      if (bucket % 97 == 0) {
        assess(inPieces, bucket - 1);
      }
    }
    for (var window : Window.values()) {
      assertThat(inPieces.window(window).remembered()).containsExactly(atOnce.window(window).remembered());
    }
    assertThat(assess(inPieces, BEGIN + 2_000)).isEqualTo(assess(atOnce, BEGIN + 2_000));
  }

  @Test
  void anUnfinishedBucketRaisesButNeverLowers() {
    var counts = new NoisyCounts(11, 0, 0);
    var series = new SeriesDetector();
    long now = BEGIN + 3 * Bucket.DAY;
    for (long bucket = BEGIN; bucket < now; bucket++) {
      put(series, bucket, bucket < now - 6 ? counts.next(bucket, 50) : 200);
    }
    var finished = in(Window.HOUR, assess(series, now));
    put(series, now, 1);
    assertThat(in(Window.HOUR, assess(series, now)).score()).isGreaterThanOrEqualTo(finished.score());
    put(series, now, 2_000);
    assertThat(in(Window.HOUR, assess(series, now)).score()).isGreaterThan(finished.score());
    // The same bucket, finished and nearly empty, is a fall.
    put(series, now, 1);
    assertThat(in(Window.HOUR, assess(series, now + 1)).score()).isLessThanOrEqualTo(finished.score());
  }

  @Test
  void whatIsNotCompleteYetIsNotZero() {
    var counts = new NoisyCounts(12, 0, 0);
    var series = new SeriesDetector();
    long now = BEGIN + 3 * Bucket.DAY;
    for (long bucket = BEGIN; bucket < now; bucket++) {
      put(series, bucket, bucket < now - 4 ? counts.next(bucket, 50) : 400);
    }
    var standing = in(Window.HOUR, assess(series, now));
    assertThat(in(Window.HOUR, assess(series, now - 2)).score()).isGreaterThan(0.9 * standing.score());
    assertThat(in(Window.HOUR, assess(series, now + 24))).isNull();
  }

  @Test
  void saysWhatWasObservedAndExpectedAndSinceWhen() {
    var series = new SeriesDetector();
    long now = BEGIN + 3 * Bucket.DAY;
    var counts = new NoisyCounts(13, 0, 0);
    for (long bucket = BEGIN; bucket < now; bucket++) {
      put(series, bucket, bucket < now - 4 ? counts.next(bucket, 100) : 800);
    }
    var assessment = in(Window.HOUR, assess(series, now));
    assertThat(assessment.expected() / assessment.over().toMinutes() * 5).isCloseTo(100, within(5.0));
    assertThat(assessment.observed()).isGreaterThanOrEqualTo(800);
    assertThat(assessment.growth()).isBetween(5.0, 8.5);
    assertThat(assessment.confidence()).isBetween(0.9, 1.0);
    assertThat(assessment.direction()).isEqualTo(Direction.RISING);
    assertThat(assessment.since()).isEqualTo(Bucket.start(now - 4));
  }

  @Test
  void longWindowsSeeWhatLastsAndIsWeak() {
    var series = new SeriesDetector();
    var counts = new NoisyCounts(14, 0.1, 0.5);
    long rise = BEGIN + 18 * Bucket.DAY;
    long now = BEGIN + 21 * Bucket.DAY;
    for (long bucket = BEGIN; bucket < now; bucket++) {
      put(series, bucket, counts.next(bucket, bucket < rise ? 20 : 30));
    }
    var standing = assess(series, now);
    assertThat(in(Window.HOUR, standing)).isNull();
    assertThat(in(Window.WEEK, standing)).isNotNull();
    assertThat(in(Window.WEEK, standing).growth()).isCloseTo(1.5, within(0.3));
  }

  @Test
  void knowsNothingAtTheVeryBeginning() {
    var series = new SeriesDetector();
    put(series, BEGIN, 1_000);
    put(series, BEGIN + 1, 5_000);
    assertThat(assess(series, BEGIN + 2)).isEmpty();
  }

  @Test
  void aNewcomerThatStaysAsItCameIsNoTrend() {
    var series = new SeriesDetector();
    var counts = new NoisyCounts(15, 0, 0);
    long now = BEGIN + 3 * Bucket.DAY;
    for (long bucket = now; bucket < now + 24; bucket++) {
      put(series, bucket, counts.next(bucket, 300));
    }
    assertThat(in(Window.HOUR, assess(series, now + 24))).isNull();
  }

  @Test
  void aNewcomerOnAPlatformThatIsKnownStandsOut() {
    var series = new SeriesDetector();
    long now = BEGIN + 3 * Bucket.DAY;
    put(series, now, 80);
    var assessment = in(Window.HOUR, assess(series, now));
    assertThat(assessment).isNotNull();
    assertThat(assessment.confidence()).isLessThanOrEqualTo(0.15);
  }

  @Test
  void refusesABucketThatIsFolded() {
    var series = new SeriesDetector();
    put(series, BEGIN + 10, 1);
    put(series, BEGIN + 7, 1);
    assertThat(series.isFolded(BEGIN + 6)).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> put(series, BEGIN + 6, 1));
  }

  @Test
  void aSeriesTakesAtMostTwoKilobytes() {
    int many = 20_000;
    var all = new SeriesDetector[many];
    long before = used();
    for (int i = 0; i < many; i++) {
      all[i] = new SeriesDetector();
      put(all[i], BEGIN + i % 5, 1);
    }
    long bytes = (used() - before) / many;
    assertThat(all[many - 1].newest()).isPositive();
    assertThat(bytes).isLessThanOrEqualTo(2_048);
  }

  private static long used() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
