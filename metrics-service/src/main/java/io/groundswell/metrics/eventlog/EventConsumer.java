package io.groundswell.metrics.eventlog;

import io.groundswell.contract.Lane;
import io.groundswell.exactlyonce.ConsumerSettings;
import io.groundswell.exactlyonce.ConsumerSettings.Pace;
import io.groundswell.exactlyonce.ConsumerSettings.Source;
import io.groundswell.exactlyonce.ConsumerSettings.Timeouts;
import io.groundswell.exactlyonce.ConsumerState;
import io.groundswell.exactlyonce.ExactlyOnceConsumer;
import io.groundswell.exactlyonce.PartitionState;
import io.groundswell.groundwork.assurance.Assured;
import io.groundswell.groundwork.assurance.Guarantee;
import io.groundswell.groundwork.broker.KafkaConfig;
import io.groundswell.groundwork.schema.Migrator;
import io.groundswell.groundwork.standing.Standing;
import io.groundswell.groundwork.tracing.Tracing;
import io.groundswell.metrics.accounting.Books;
import io.groundswell.metrics.correction.CorrectionConfig;
import io.groundswell.metrics.dictionary.Dictionaries;
import io.groundswell.metrics.forgetting.Forgotten;
import io.groundswell.metrics.partition.PartitionDays;
import io.groundswell.metrics.sketch.SketchConfig;
import io.groundswell.metrics.top.TopConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads both lanes into the record, from when the tables stand until the service stops.
///
/// Ready once it has been reading. That the broker is away afterwards, or a partition in trouble, does not take the
/// series out of traffic: they say up to when they are complete, and the consumers' meters say why.
@ApplicationScoped
class EventConsumer implements Standing, Assured {

  private final Map<Lane, ExactlyOnceConsumer<LoggedEvent>> consumers = new EnumMap<>(Lane.class);
  private final Migrator migrator;
  private volatile @Nullable Thread starter;
  private volatile boolean started;
  private volatile boolean hasRead;

  EventConsumer(EventLogConfig config, KafkaConfig kafka, Dictionaries dictionaries, PartitionDays days,
      Forgotten forgotten, Books books, TopConfig top, SketchConfig sketches, CorrectionConfig corrections,
      Migrator migrator, Pool pool, MeterRegistry meters, Tracing tracing, InstantSource clock) {
    this.migrator = migrator;
    for (var lane : Lane.values()) {
      var laneConfig = lane == Lane.LIVE ? config.live() : config.backfill();
      if (laneConfig.enabled()) {
        var name = "metrics-" + lane.slug();
        var source =
            new Source(lane.topic(), "groundswell-" + name, kafka.bootstrapServers(), kafka.client());
        var settings = ConsumerSettings.of(name, "analytics.consumer_offset", source)
            .with(Pace.USUAL.withMaxBatch(laneConfig.maxBatch()).withSpacing(laneConfig.spacing())
                .withConnections(laneConfig.connections()))
            .with(Timeouts.USUAL.withStatement(config.statementTimeout()));
        var log = new EventLog(lane, name, dictionaries, new DeclaredDays(days), forgotten, books,
            new Freshness(lane, meters, clock), top.metrics(), sketches, corrections, clock);
        consumers.put(lane,
            new ExactlyOnceConsumer<>(settings, log, pool, meters, clock, tracing.tracer().orElse(null)));
      }
    }
  }

  void start(@Observes StartupEvent event) {
    starter = Thread.ofVirtual().name("consumers-start").start(() -> {
      try {
        migrator.awaitDone();
        consumers.values().forEach(ExactlyOnceConsumer::start);
        started = true;
      } catch (InterruptedException stopping) {
        // There is nothing to read into.
      }
    });
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    var starting = starter;
    if (starting != null) {
      starting.interrupt();
      starting.join();
    }
    var closing = consumers.values().stream().map(consumer -> Thread.ofVirtual().start(consumer::close)).toList();
    for (var thread : closing) {
      thread.join();
    }
  }

  @Override
  public List<Guarantee> guarantees() {
    return consumers.values().stream().findFirst().map(consumer -> Guarantee.fixed(consumer.guaranteed()))
        .orElse(List.of());
  }

  @Override
  public String name() {
    return "consumers";
  }

  @Override
  public @Nullable String trouble() {
    if (hasRead) {
      return null;
    }
    if (!started) {
      return "not started: the tables do not stand yet";
    }
    var troubles = troubles();
    hasRead = troubles == null;
    return troubles;
  }

  @Override
  public @Nullable String notice() {
    return troubles();
  }

  private @Nullable String troubles() {
    var troubles = new ArrayList<String>();
    consumers.forEach((lane, consumer) -> troubles.addAll(troubles(lane.slug(), consumer)));
    return troubles.isEmpty() ? null : String.join("; ", troubles);
  }

  private static List<String> troubles(String lane, ExactlyOnceConsumer<?> consumer) {
    var troubles = new ArrayList<String>();
    switch (consumer.state()) {
      case ConsumerState.New() -> troubles.add(lane + " not started");
      case ConsumerState.Waiting(var reason) -> troubles.add(lane + " waits: " + reason);
      case ConsumerState.Closed() -> troubles.add(lane + " closed");
      case ConsumerState.Joining() -> troubles.add(lane + " joins its consumer group");
      case ConsumerState.Idle() -> {
        // Other replicas read all of it.
      }
      case ConsumerState.Running() -> consumer.partitions().forEach((partition, state) -> {
        switch (state) {
          case PartitionState.Troubled(var reason, var since) -> troubles.add(
              lane + "-" + partition + " in trouble since " + since + ": " + reason);
          case PartitionState.Stalled(var reason, var since) -> troubles.add(
              lane + "-" + partition + " stalled since " + since + ": " + reason);
          case PartitionState.Claiming() -> troubles.add(lane + "-" + partition + " being claimed");
          case PartitionState.Running running -> {
          }
        }
      });
    }
    return troubles;
  }
}
