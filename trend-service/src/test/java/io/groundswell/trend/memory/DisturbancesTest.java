package io.groundswell.trend.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Subject;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Phase;
import io.groundswell.trend.disturbance.Disturbance;
import io.groundswell.trend.disturbance.Disturbance.Kind;
import io.groundswell.trend.truth.NoisyCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Forty hashtags of one platform for ten days, spread over all partitions as subjects are, and then something that
/// befalls all of them. No partition has as many as five.
class DisturbancesTest {

  private static final long BEGIN = Bucket.of(Instant.parse("2026-03-02T00:00:00Z"));
  private static final long ONSET = BEGIN + 10 * Bucket.DAY + 100;
  private static final int SERIES = 40;

  private final Partitions partitions = new Partitions();
  private final Set<SeriesKey> ran = new HashSet<>();

  @FunctionalInterface
  private interface Factor {

    double at(int series, long bucket);
  }

  private static SeriesKey key(int series) {
    return new SeriesKey(1, series, new Subject("hashtag", "tag" + series), "x", "mentions");
  }

  /// Until the bucket, looking at the memories whenever a bucket is complete from the onset on.
  private void tell(long until, Factor factor) {
    tell(until, 6, factor);
  }

  /// @param base events in a bucket of the smallest; the largest has nearly five times as many
  private void tell(long until, double base, Factor factor) {
    var noises = new ArrayList<NoisyCounts>();
    for (int series = 0; series < SERIES; series++) {
      noises.add(new NoisyCounts(100 + series, 0.02, 0.2));
    }
    var counts = new ArrayList<List<CountedBucket>>();
    for (long bucket = BEGIN; bucket < until; bucket++) {
      var row = new ArrayList<CountedBucket>();
      for (int series = 0; series < SERIES; series++) {
        long count = noises.get(series).next(bucket, base * (1 + series / 10.0) * factor.at(series, bucket));
        if (count > 0) {
          row.add(new CountedBucket(key(series), bucket, count, count));
        }
      }
      counts.add(row);
    }
    partitions.take(counts.subList(0, (int) (ONSET - BEGIN)).stream().flatMap(List::stream).toList());
    for (long bucket = ONSET; bucket < until; bucket++) {
      partitions.take(counts.get((int) (bucket - BEGIN)));
      partitions.judge(bucket + 1);
      // What may be of another definition stands out nowhere, and so is not announced.
      partitions.running().forEach((key, one) -> {
        if (one.best() != null) {
          ran.add(key);
        }
      });
    }
  }

  @Test
  void oneThatTreblesIsATrend() {
    tell(ONSET + 24, (series, bucket) -> series == 3 && bucket >= ONSET ? 3 : 1);
    assertThat(ran).contains(key(3)).hasSizeLessThanOrEqualTo(4);
    assertThat(partitions.standing()).containsKey(key(3));
    assertThat(partitions.befallen().told()).isEmpty();
  }

  @Test
  void allThatTrebleAtOnceAreOfAnotherDefinition() {
    tell(ONSET + Bucket.DAY / 2, (series, bucket) -> bucket >= ONSET ? 3 : 1);
    assertThat(ran).isEmpty();
    assertThat(partitions.standing()).isEmpty();
    assertThat(partitions.befallen().lasting()).singleElement().satisfies(one -> {
      assertThat(one.kind()).isEqualTo(Kind.REDEFINED);
      assertThat(one.platform()).isEqualTo("x");
      assertThat(one.metric()).isEqualTo("mentions");
      assertThat(one.since()).isBetween(ONSET, ONSET + 3);
    });
  }

  @Test
  void whatRoseAloneBeforeADefinitionChangesStaysATrend() {
    long change = ONSET + 60;
    tell(change + 24, (series, bucket) -> (series == 3 && bucket >= ONSET ? 5 : 1) * (bucket >= change ? 3 : 1));
    assertThat(partitions.running()).containsOnlyKeys(key(3));
    // But its figures of before and after cannot be compared.
    assertThat(partitions.standing()).isEmpty();
  }

  @Test
  void anOutageIsNoTrendAndNoEndOfOne() {
    tell(ONSET + 36, (series, bucket) -> bucket >= ONSET + 18 && bucket < ONSET + 36 ? 0 : series == 3
        && bucket >= ONSET ? 5 : 1);
    // The trend of before is neither ended nor called past its peak, and stands on its board.
    assertThat(partitions.running()).containsOnlyKeys(key(3));
    assertThat(partitions.running().get(key(3)).phase()).isEqualTo(Phase.RISEN);
    assertThat(partitions.standing()).containsKey(key(3));
    assertThat(partitions.befallen().told())
        .containsExactly(new Disturbance(1, "x", "", Kind.SILENT, ONSET + 18, ONSET + 36, true));
  }

  @Test
  void anOutageIsNoticedByFewEventsOfManySubjects() {
    // Six events in five minutes on the whole platform, half of one in a partition.
    tell(ONSET + 18, 0.05, (series, bucket) -> bucket >= ONSET ? 0 : 1);
    assertThat(partitions.befallen().lasting()).singleElement()
        .satisfies(one -> assertThat(one.kind()).isEqualTo(Kind.SILENT));
  }

  @Test
  void theReturnFromAnOutageIsNoTrend() {
    tell(ONSET + 120, (series, bucket) -> bucket >= ONSET && bucket < ONSET + 72 ? 0 : 1);
    // An ordinary day of a series has a false trend once in 23, and these are eight.
    assertThat(ran).hasSizeLessThanOrEqualTo(2);
    assertThat(partitions.befallen().told())
        .containsExactly(new Disturbance(1, "x", "", Kind.SILENT, ONSET, ONSET + 72, false));
  }

  @Test
  void theReturnFromAnOutageOfDaysIsNoTrend() {
    tell(ONSET + 5 * Bucket.DAY + 24,
        (series, bucket) -> bucket >= ONSET && bucket < ONSET + 5 * Bucket.DAY ? 0 : 1);
    assertThat(ran).hasSizeLessThanOrEqualTo(2);
    assertThat(partitions.standing()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void whatIsMissingOfOneSeriesIsNoTrend() {
    tell(ONSET + 120, (series, bucket) -> series == 5 && bucket >= ONSET && bucket < ONSET + 72 ? 0 : 1);
    assertThat(ran).doesNotContain(key(5));
    assertThat(partitions.befallen().told()).isEmpty();
  }

  @Test
  void aPartitionThatStartsAnewComesToTheSameAfterAnOutage() {
    long until = ONSET + 60;
    var noise = new NoisyCounts(31, 0.05, 0.3);
    var counts = new ArrayList<CountedBucket>();
    for (long bucket = BEGIN; bucket < until; bucket++) {
      long count = 1 + noise.next(bucket, bucket < ONSET - 24 ? 30 : 150);
      if (bucket < ONSET || bucket >= ONSET + 18) {
        counts.add(new CountedBucket(key(3), bucket, count, count));
      }
    }
    for (var one : counts) {
      partitions.take(List.of(one));
      if (one.bucket() >= ONSET - 1) {
        long next = one.bucket() == ONSET - 1 ? ONSET + 18 : one.bucket() + 1;
        for (long bucket = one.bucket(); bucket < next; bucket++) {
          partitions.judge(bucket + 1);
        }
      }
    }
    var anew = new PartitionMemory(IntStream.of(3), partitions.befallen());
    anew.take(counts);
    anew.judge(new Platforms(), until);
    assertThat(anew.running()).isEqualTo(partitions.running()).containsOnlyKeys(key(3));
    assertThat(anew.standing()).isEqualTo(partitions.standing()).isNotEmpty();
    assertThat(anew.running().get(key(3)).since()).isBetween(ONSET - 24, ONSET - 21);
  }
}
