package io.groundswell.trend.feed;

import io.groundswell.contract.Lane;
import io.groundswell.exactlyonce.ConsumerSettings;
import io.groundswell.exactlyonce.ConsumerState;
import io.groundswell.exactlyonce.ExactlyOnceConsumer;
import io.groundswell.exactlyonce.PartitionState;
import io.groundswell.groundwork.assurance.Assured;
import io.groundswell.groundwork.assurance.Guarantee;
import io.groundswell.groundwork.broker.Brokers;
import io.groundswell.groundwork.broker.KafkaConfig;
import io.groundswell.groundwork.broker.LatestWidth;
import io.groundswell.groundwork.broker.TopicWidth;
import io.groundswell.groundwork.schema.Migrator;
import io.groundswell.groundwork.standing.Standing;
import io.groundswell.groundwork.tracing.Tracing;
import io.groundswell.trend.memory.Memories;
import io.groundswell.trend.memory.Platforms;
import io.groundswell.trend.niche.Members;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reads both lanes from start to shutdown.
///
/// Ready once it has been reading. That the broker or the database is away afterwards does not take the boards out of
/// traffic: they say up to when they are complete.
@ApplicationScoped
public class Feed implements Standing, Assured {

  /// The live lane's name in the offset table.
  public static final String LIVE_CONSUMER = "trend-live";

  private static final Logger LOG = Logger.getLogger(Feed.class);
  private static final String OFFSETS = "analytics.trend_consumer_offset";
  private static final Duration AGAIN = Duration.ofMillis(50);
  private static final Duration LEAST_FETCH_WAIT = Duration.ofMillis(20);

  private final ExactlyOnceConsumer<Sighting> live;
  private final ExactlyOnceConsumer<Sighting> backfill;
  private final FeedConfig config;
  private final Migrator migrator;
  private final DayKeeper days;
  private final LatestWidth liveWidth;
  private final Map<Integer, Instant> watermarks = new ConcurrentHashMap<>();
  private volatile boolean hasRead;
  private volatile @Nullable Thread starter;

  Feed(FeedConfig config, KafkaConfig kafka, Migrator migrator, DayKeeper days, Memories memories, Platforms platforms,
      Members members, Pool pool,
      FeedMeters feedMeters, Tracing tracing, MeterRegistry meters, InstantSource clock) {
    this.config = config;
    this.migrator = migrator;
    this.days = days;
    var brokers = Brokers.of(kafka);
    var liveTopic = new TopicWidth(brokers, config.liveTopic());
    this.liveWidth = new LatestWidth(liveTopic);
    this.live = new ExactlyOnceConsumer<>(settings(LIVE_CONSUMER, config.liveTopic(), brokers),
        new BucketLog(Lane.LIVE, memories, platforms, members, liveTopic, feedMeters, clock, this::owned),
        pool, meters, clock, tracing.tracer().orElse(null));
    this.backfill = new ExactlyOnceConsumer<>(settings("trend-backfill", config.backfillTopic(), brokers),
        new BucketLog(Lane.BACKFILL, memories, platforms, members,
            new TopicWidth(brokers, config.backfillTopic()), feedMeters, clock, () -> 0),
        pool, meters, clock, tracing.tracer().orElse(null));
  }

  private int owned() {
    return live.partitions().size();
  }

  private ConsumerSettings settings(String consumer, String topic, Brokers brokers) {
    // What comes is gathered where it lies: to be handed each record at once, and let it wait here, costs both sides.
    var client = new HashMap<>(Map.of("fetch.min.bytes", "65536", "fetch.max.wait.ms",
        Long.toString(Math.max(LEAST_FETCH_WAIT.toMillis(), config.spacing().toMillis()))));
    client.putAll(brokers.client());
    var source = new ConsumerSettings.Source(topic, consumer, brokers.bootstrapServers(), client);
    return ConsumerSettings.of(consumer, OFFSETS, source)
        .with(ConsumerSettings.Pace.USUAL.withMaxBatch(config.largestBatch())
            .withSpacing(config.spacing())
            .withConnections(config.connections()));
  }

  void start(@Observes StartupEvent event) {
    starter = Thread.ofVirtual().name("feed-starter").start(this::startWhenTablesStand);
  }

  void stop(@Observes ShutdownEvent event) {
    var thread = starter;
    if (thread != null) {
      thread.interrupt();
    }
    // Side by side: each waits for its own transactions.
    var closing = List.of(live, backfill).stream()
        .map(consumer -> Thread.ofVirtual().start(consumer::close))
        .toList();
    try {
      for (var one : closing) {
        one.join();
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private void startWhenTablesStand() {
    try {
      // So that it is known when it is first looked at.
      liveWidth.partitions();
      migrator.awaitDone();
      while (days.trouble() != null) {
        Thread.sleep(AGAIN);
      }
      live.start();
      backfill.start();
    } catch (InterruptedException stopping) {
      LOG.debug("stopped before the feed began");
    }
  }

  @Override
  public List<Guarantee> guarantees() {
    return Guarantee.fixed(live.guaranteed());
  }

  @Override
  public String name() {
    return "feed";
  }

  @Override
  public @Nullable String trouble() {
    if (hasRead) {
      return null;
    }
    var trouble = trouble(live);
    hasRead = trouble == null;
    return trouble;
  }

  @Override
  public @Nullable String notice() {
    return Stream.of(live, backfill)
        .map(consumer -> trouble(consumer))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String trouble(ExactlyOnceConsumer<Sighting> consumer) {
    return switch (consumer.state()) {
      case ConsumerState.New _ -> "waits for its tables";
      case ConsumerState.Waiting(var reason) -> reason;
      case ConsumerState.Closed _ -> "closed";
      case ConsumerState.Joining _ -> "joins its consumer group";
      // Other replicas read all of it.
      case ConsumerState.Idle _ -> null;
      case ConsumerState.Running _ -> consumer.partitions().entrySet().stream()
          .filter(entry -> !(entry.getValue() instanceof PartitionState.Running))
          .map(entry -> "partition " + entry.getKey() + " " + standing(entry.getValue()))
          .findFirst()
          .orElse(null);
    };
  }

  private static String standing(PartitionState state) {
    return switch (state) {
      case PartitionState.Claiming _ -> "is being remembered";
      case PartitionState.Running _ -> "runs";
      case PartitionState.Troubled(var reason, _) -> "is in trouble: " + reason;
      case PartitionState.Stalled(var reason, _) -> "is stalled: " + reason;
    };
  }

  public String liveTopic() {
    return config.liveTopic();
  }

  /// How many partitions the live lane has, as of half a minute ago; null while the broker has not said it yet.
  public @Nullable Integer livePartitions() {
    return liveWidth.partitions();
  }

  /// How long after receipt an event may still be under way.
  public Duration grace() {
    return config.grace();
  }

  /// Whether memories are still being made: what stands out is not known yet on every partition of ours.
  public boolean isRemembering() {
    var membership = live.state();
    if (membership instanceof ConsumerState.Idle) {
      return false;
    }
    return !(membership instanceof ConsumerState.Running) || live.partitions().values().stream()
        .anyMatch(state -> state instanceof PartitionState.Claiming
            || state instanceof PartitionState.Running running && running.watermark() == null);
  }

  /// The owned partitions of the live lane, and up to when each is certainly counted, late events aside.
  public Map<Integer, Instant> completeThrough() {
    var partitions = live.partitions();
    watermarks.keySet().retainAll(partitions.keySet());
    partitions.forEach((partition, state) -> {
      if (state instanceof PartitionState.Running running && running.watermark() != null) {
        watermarks.put(partition, running.watermark().minus(config.grace()));
      }
    });
    return Map.copyOf(watermarks);
  }
}
