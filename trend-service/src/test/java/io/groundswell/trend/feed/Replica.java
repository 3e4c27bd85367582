package io.groundswell.trend.feed;

import static org.awaitility.Awaitility.await;

import io.groundswell.contract.Lane;
import io.groundswell.exactlyonce.Arrival;
import io.groundswell.exactlyonce.Batch;
import io.groundswell.exactlyonce.ConsumerSettings;
import io.groundswell.exactlyonce.Destination;
import io.groundswell.exactlyonce.ExactlyOnceConsumer;
import io.groundswell.exactlyonce.SetAside;
import io.groundswell.exactlyonce.Tally;
import io.groundswell.exactlyonce.Transaction;
import io.groundswell.exactlyonce.UnreadableException;
import io.groundswell.groundwork.broker.Brokers;
import io.groundswell.groundwork.broker.TopicWidth;
import io.groundswell.testkit.TestKafka;
import io.groundswell.trend.Tables;
import io.groundswell.trend.memory.Memories;
import io.groundswell.trend.memory.Platforms;
import io.groundswell.trend.memory.SeriesKey;
import io.groundswell.trend.memory.Standout;
import io.groundswell.trend.niche.Members;
import io.groundswell.trend.niche.NicheBook;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One replica's feed: it reads a topic into the tables and remembers.
final class Replica implements AutoCloseable {

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Tables tables;
  private final String topic;
  private final Platforms platforms = new Platforms();
  private final Memories memories;
  private final ExactlyOnceConsumer<Sighting> consumer;
  private final long before;
  private final AtomicLong remembered = new AtomicLong();

  Replica(Tables tables, Lane lane, String topic, InstantSource clock) {
    this(tables, lane, topic, clock, Long.MAX_VALUE / 2);
  }

  /// @param bytes for all series together
  Replica(Tables tables, Lane lane, String topic, InstantSource clock, long bytes) {
    this.tables = tables;
    this.memories = new Memories(bytes, meters);
    this.topic = topic;
    this.before = passed();
    var log = new BucketLog(lane, memories, platforms, new Members(new NicheBook()),
        new TopicWidth(new Brokers(TestKafka.bootstrapServers(), Map.of()), topic),
        new FeedMeters(meters), clock, () -> Lane.PARTITIONS);
    var source = new ConsumerSettings.Source(topic, topic, TestKafka.bootstrapServers(), Map.of());
    this.consumer = new ExactlyOnceConsumer<>(
        ConsumerSettings.of("trend-" + lane.slug(), "analytics.trend_consumer_offset", source),
        new Watched(log, remembered), tables.pool(),
        meters, InstantSource.system());
    consumer.start();
  }

  /// Says when a batch is remembered, which is a moment after it was committed.
  private record Watched(BucketLog log, AtomicLong remembered) implements Destination<Sighting> {

    @Override
    public Sighting read(Arrival arrival) throws UnreadableException {
      return log.read(arrival);
    }

    @Override
    public Tally store(Transaction transaction, Batch<Sighting> batch) {
      return log.store(transaction, batch);
    }

    @Override
    public void quarantine(Transaction transaction, List<SetAside> setAside) {
      log.quarantine(transaction, setAside);
    }

    @Override
    public void claimed(int partition, Transaction transaction) {
      log.claimed(partition, transaction);
    }

    @Override
    public void settled(Batch<Sighting> batch) {
      log.settled(batch);
      remembered.addAndGet(batch.entries().size());
    }

    @Override
    public void released(int partition) {
      log.released(partition);
    }
  }

  private long passed() {
    return tables.count("SELECT coalesce(sum(stored + duplicate), 0)::bigint"
        + " FROM analytics.trend_consumer_offset WHERE topic = '" + topic + "'");
  }

  /// Waits until all partitions are owned, so many records are counted, and this replica, the only one by now,
  /// remembers those that it counted.
  Replica awaitCounted(long records) {
    var soon = await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(60));
    soon.until(() -> consumer.partitions().size() == Lane.PARTITIONS
        && memories.all().size() == Lane.PARTITIONS
        && tables.count("SELECT coalesce(sum(stored + duplicate + quarantined), 0)::bigint"
            + " FROM analytics.trend_consumer_offset WHERE topic = '" + topic + "'") == records
        && remembered.get() == passed() - before);
    return this;
  }

  /// What stands out, on all partitions.
  Map<SeriesKey, List<Standout>> standing(long complete) {
    var standing = new HashMap<SeriesKey, List<Standout>>();
    // Those of a batch are remembered just after they are committed.
    memories.all().values().forEach(memory -> {
      memory.judge(platforms, complete);
      standing.putAll(memory.standing());
    });
    return standing;
  }

  boolean holds(SeriesKey series) {
    return memories.all().values().stream().anyMatch(memory -> memory.holds(series));
  }

  /// What an operator is told of it.
  @Nullable
  String notice() {
    return memories.notice();
  }

  double meter(String name) {
    return meters.get(name).functionCounter().count();
  }

  double bytes() {
    return meters.get("groundswell.trend.series.bytes").gauge().value();
  }

  int series() {
    return memories.all().values().stream().mapToInt(memory -> memory.size()).sum();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
