package io.groundswell.trend.announce;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Subject;
import io.groundswell.trend.Tables;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.disturbance.Disturbance;
import io.groundswell.trend.disturbance.Disturbance.Kind;
import io.groundswell.trend.disturbance.DisturbanceKeeper;
import io.groundswell.trend.disturbance.Tallied;
import io.groundswell.trend.memory.CountedBucket;
import io.groundswell.trend.memory.PartitionMemory;
import io.groundswell.trend.memory.Partitions;
import io.groundswell.trend.memory.Platforms;
import io.groundswell.trend.memory.SeriesKey;
import io.groundswell.trend.truth.NoisyCounts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What two replicas announce, each of which has six of twelve partitions, on a real database.
class DisturbedTrendsTest {

  private static final long BEGIN = Bucket.of(Instant.parse("2026-03-02T00:00:00Z"));
  private static final long ONSET = BEGIN + 10 * Bucket.DAY + 100;
  private static final int HASHTAGS = 40;

  private final Tables tables = new Tables();
  private final List<Replica> replicas = List.of(new Replica(0), new Replica(1));

  @AfterEach
  void close() {
    tables.close();
  }

  /// Every second partition.
  private final class Replica {

    private final Platforms platforms = new Platforms();
    private final HashMap<Integer, PartitionMemory> memories = new HashMap<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DisturbanceKeeper keeper = new DisturbanceKeeper(tables::run, meters);
    private final Announcer announcer = new Announcer(new CourseLog(tables.pool()), new TestConfig());

    Replica(int first) {
      for (int partition = first; partition < Partitions.COUNT; partition += 2) {
        memories.put(partition, new PartitionMemory());
      }
    }

    void take(List<CountedBucket> counts) {
      memories.forEach((partition, memory) -> memory
          .take(counts.stream().filter(one -> one.series().slot() % Partitions.COUNT == partition).toList()));
    }

    /// As the boards' keeper does once a second.
    void round(long complete) throws InterruptedException {
      var tallied = new HashMap<Integer, Tallied>();
      memories.forEach((partition, memory) -> {
        memory.judge(platforms, complete);
        tallied.put(partition, memory.tallied());
      });
      var befallen = keeper.look(tallied, Partitions.COUNT);
      for (var memory : memories.values()) {
        memory.befell(befallen, platforms);
        if (memory.judgedAt() <= keeper.judgedThrough()) {
          assertThat(announcer.announce(memory, memory.judgedAt())).isNull();
        }
      }
    }
  }

  private static SeriesKey key(int series) {
    return new SeriesKey(1, series, new Subject("hashtag", "tag" + series), "x", "mentions");
  }

  @FunctionalInterface
  private interface Factor {

    double at(int series, long bucket);
  }

  private void tell(long until, Factor factor) throws InterruptedException {
    var noises = new ArrayList<NoisyCounts>();
    for (int series = 0; series < HASHTAGS; series++) {
      noises.add(new NoisyCounts(100 + series, 0.02, 0.2));
    }
    for (long bucket = BEGIN; bucket < until; bucket++) {
      var counts = new ArrayList<CountedBucket>();
      for (int series = 0; series < HASHTAGS; series++) {
        long count = noises.get(series).next(bucket, 6 * (1 + series / 10.0) * factor.at(series, bucket));
        if (count > 0) {
          counts.add(new CountedBucket(key(series), bucket, count, count));
        }
      }
      replicas.forEach(replica -> replica.take(counts));
      if (bucket >= ONSET) {
        for (var replica : replicas) {
          replica.round(bucket + 1);
        }
      }
    }
    for (var replica : replicas) {
      replica.round(until);
    }
  }

  private List<String> told() {
    return StreamSupport.stream(
        tables.run("SELECT type || ' ' || subject_id AS told FROM analytics.trend_outbox ORDER BY transaction, place",
            Tuple.tuple()).spliterator(),
        false).map(row -> row.getString("told")).toList();
  }

  @Test
  void nothingIsAnnouncedWhenAMetricChangesAndNoPartitionSeesFiveOfIt() throws InterruptedException {
    tell(ONSET + 36, (series, bucket) -> bucket >= ONSET ? 3 : 1);
    assertThat(told()).isEmpty();
    assertThat(replicas).allSatisfy(replica -> assertThat(replica.keeper.look(new HashMap<>(), Partitions.COUNT).told())
        .singleElement().satisfies(one -> assertThat(one.kind()).isEqualTo(Kind.REDEFINED)));
  }

  @Test
  void oneOfThemThatBurstsAloneIsAnnounced() throws InterruptedException {
    tell(ONSET + 24, (series, bucket) -> series == 17 && bucket >= ONSET ? 5 : 1);
    assertThat(told()).containsExactly("trend.started tag17");
  }

  @Test
  void anOutageOfNinetyMinutesNeitherEndsATrendNorBeginsOne() throws InterruptedException {
    tell(ONSET + 84, (series, bucket) -> bucket >= ONSET + 36 && bucket < ONSET + 54 ? 0
        : series == 17 && bucket >= ONSET ? 5 : 1);
    assertThat(told()).containsExactly("trend.started tag17");
    var last = replicas.getFirst();
    assertThat(last.keeper.look(new HashMap<>(), Partitions.COUNT).told())
        .containsExactly(new Disturbance(1, "x", "", Kind.SILENT, ONSET + 36, ONSET + 54, false));
    assertThat(last.meters.get("groundswell.trend.silent.platforms").gauge().value()).isZero();
  }

  @Test
  void nobodySpeaksBeforeAllPartitionsWereHeard() throws InterruptedException {
    tell(ONSET, (series, bucket) -> 1);
    var first = replicas.getFirst();
    first.round(ONSET + 1);
    assertThat(first.keeper.judgedThrough()).isEqualTo(ONSET);
    replicas.getLast().round(ONSET + 1);
    first.round(ONSET + 1);
    assertThat(first.keeper.judgedThrough()).isEqualTo(ONSET + 1);
  }
}
