package io.groundswell.trend.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Subject;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Phase;
import io.groundswell.trend.truth.NoisyCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Twelve hashtags of one platform for ten days, and then something that befalls all of them.
class DisturbancesTest {

  private static final long BEGIN = Bucket.of(Instant.parse("2026-03-02T00:00:00Z"));
  private static final long ONSET = BEGIN + 10 * Bucket.DAY + 100;
  private static final int SERIES = 12;

  private final Platforms platforms = new Platforms();
  private final PartitionMemory memory = new PartitionMemory();
  private final Set<SeriesKey> ran = new HashSet<>();

  @FunctionalInterface
  private interface Factor {

    double at(int series, long bucket);
  }

  private static SeriesKey key(int series) {
    return new SeriesKey(1, 7, new Subject("hashtag", "tag" + series), "x", "mentions");
  }

  /// Until the bucket, looking at the memory whenever a bucket is complete from the onset on.
  private void tell(long until, Factor factor) {
    var noises = new ArrayList<NoisyCounts>();
    for (int series = 0; series < SERIES; series++) {
      noises.add(new NoisyCounts(100 + series, 0.02, 0.2));
    }
    var counts = new ArrayList<List<CountedBucket>>();
    for (long bucket = BEGIN; bucket < until; bucket++) {
      var row = new ArrayList<CountedBucket>();
      for (int series = 0; series < SERIES; series++) {
        long count = noises.get(series).next(bucket, 20.0 * (1 + series) * factor.at(series, bucket));
        if (count > 0) {
          row.add(new CountedBucket(key(series), bucket, count, count));
        }
      }
      counts.add(row);
    }
    memory.take(counts.subList(0, (int) (ONSET - BEGIN)).stream().flatMap(List::stream).toList());
    for (long bucket = ONSET; bucket < until; bucket++) {
      memory.take(counts.get((int) (bucket - BEGIN)));
      memory.judge(platforms, bucket + 1);
      ran.addAll(memory.running().keySet());
    }
  }

  @Test
  void oneThatTreblesIsATrend() {
    tell(ONSET + 24, (series, bucket) -> series == 3 && bucket >= ONSET ? 3 : 1);
    assertThat(ran).contains(key(3)).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void allThatTrebleAtOnceAreOfAnotherDefinition() {
    tell(ONSET + Bucket.DAY / 2, (series, bucket) -> bucket >= ONSET ? 3 : 1);
    assertThat(ran).hasSizeLessThanOrEqualTo(1);
    assertThat(memory.running()).hasSizeLessThanOrEqualTo(1);
    assertThat(memory.disturbances()).singleElement().satisfies(one -> {
      assertThat(one.kind()).isEqualTo(Disturbance.Kind.REDEFINED);
      assertThat(one.platform()).isEqualTo("x");
      assertThat(one.metric()).isEqualTo("mentions");
      assertThat(one.since()).isBetween(ONSET - 24, ONSET + 24);
    });
  }

  @Test
  void anOutageIsNoTrendAndNoEndOfOne() {
    tell(ONSET + 36, (series, bucket) -> bucket >= ONSET + 18 && bucket < ONSET + 36 ? 0 : series == 3
        && bucket >= ONSET ? 5 : 1);
    // The trend of before is neither ended nor called past its peak.
    assertThat(memory.running()).containsOnlyKeys(key(3));
    assertThat(memory.running().get(key(3)).phase()).isEqualTo(Phase.RISEN);
    assertThat(memory.silent()).isEqualTo(1);
    assertThat(memory.disturbances())
        .containsExactly(new Disturbance(1, "x", "", Disturbance.Kind.SILENT, ONSET + 18));
  }

  @Test
  void theReturnFromAnOutageIsNoTrend() {
    tell(ONSET + 120, (series, bucket) -> bucket >= ONSET && bucket < ONSET + 72 ? 0 : 1);
    // An ordinary day of a series has a false trend once in 17, and these are six.
    assertThat(ran).hasSizeLessThanOrEqualTo(1);
    assertThat(memory.silent()).isZero();
  }

  @Test
  void whatIsMissingOfOneSeriesIsNoTrend() {
    tell(ONSET + 120, (series, bucket) -> series == 5 && bucket >= ONSET && bucket < ONSET + 72 ? 0 : 1);
    assertThat(ran).doesNotContain(key(5));
    assertThat(memory.silent()).isZero();
  }
}
