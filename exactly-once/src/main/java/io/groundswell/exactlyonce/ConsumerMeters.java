package io.groundswell.exactlyonce;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What a consumer counts. The equation, for as long as the process lives:
/// `records.read = records{outcome=stored} + records{outcome=duplicate} + records{outcome=quarantined}`; all four move
/// together, after the commit. The books that outlive the process stand in the offset table.
final class ConsumerMeters {

  private static final String PREFIX = "groundswell.consumer.";

  private final MeterRegistry registry;
  private final Tags tags;
  private final List<Gauge> gauges = new ArrayList<>();
  private final Counter read;
  private final Counter stored;
  private final Counter duplicate;
  private final Counter quarantined;
  private final DistributionSummary batch;
  private final Timer transaction;
  private final Counter troubles;
  private final Counter conflicts;
  private final Counter unknown;
  private final Counter stalls;
  private final Counter takenOver;
  private final Counter moved;

  ConsumerMeters(MeterRegistry registry, ConsumerSettings settings) {
    this.registry = registry;
    this.tags = Tags.of("consumer", settings.consumer(), "topic", settings.source().topic());
    this.read = counter("records.read", Tags.empty());
    this.stored = counter("records", Tags.of("outcome", "stored"));
    this.duplicate = counter("records", Tags.of("outcome", "duplicate"));
    this.quarantined = counter("records", Tags.of("outcome", "quarantined"));
    this.batch = DistributionSummary.builder(PREFIX + "batch.records").tags(tags).register(registry);
    this.transaction = Timer.builder(PREFIX + "batch.duration").tags(tags).publishPercentiles(0.5, 0.99)
        .register(registry);
    this.troubles = counter("troubles", Tags.empty());
    this.conflicts = counter("conflicts", Tags.empty());
    this.unknown = counter("unknown.outcomes", Tags.empty());
    this.stalls = counter("stalls", Tags.empty());
    this.takenOver = counter("fence.refusals", Tags.of("because", "taken_over"));
    this.moved = counter("fence.refusals", Tags.of("because", "moved"));
  }

  /// A transaction, however it ended, without the wait for a permit.
  void tried(Duration took) {
    transaction.record(took);
  }

  void committed(long records, Outcome.Committed<?> outcome) {
    read.increment(records);
    stored.increment(outcome.kept().stored());
    duplicate.increment(outcome.kept().duplicate());
    quarantined.increment(outcome.quarantined());
    batch.record(records);
  }

  void refused(Fence fence) {
    switch (fence) {
      case Fence.TakenOver _ -> takenOver.increment();
      case Fence.Moved _ -> moved.increment();
      case Fence.Held _ -> {
      }
    }
  }

  void failed(Failure failure) {
    switch (failure) {
      case Failure.Conflict _ -> conflicts.increment();
      case Failure.Trouble _,Failure.Bug _ -> troubles.increment();
      case Failure.Unknown _ -> unknown.increment();
      // Counted record by record, as quarantined, once they are.
      case Failure.BadData _ -> {
      }
    }
  }

  void troubled() {
    troubles.increment();
  }

  void stalled() {
    stalls.increment();
  }

  /// Watches the partitions until [#close].
  ///
  /// @param lag records on the topic that are not stored, over all partitions, whatever state they are in
  void watch(Supplier<Collection<PartitionState>> partitions, Supplier<Number> lag) {
    gauges.add(Gauge.builder(PREFIX + "lag", lag).tags(tags).register(registry));
    gauge(partitions, "claiming", PartitionState.Claiming.class::isInstance);
    gauge(partitions, "running", PartitionState.Running.class::isInstance);
    gauge(partitions, "troubled", PartitionState.Troubled.class::isInstance);
    gauge(partitions, "stalled", PartitionState.Stalled.class::isInstance);
  }

  void close() {
    gauges.forEach(registry::remove);
    gauges.clear();
  }

  private void gauge(Supplier<Collection<PartitionState>> partitions, String state, Predicate<PartitionState> is) {
    gauges.add(Gauge.builder(PREFIX + "partitions", () -> partitions.get().stream().filter(is).count())
        .tags(tags)
        .tag("state", state)
        .register(registry));
  }

  private Counter counter(String name, Tags more) {
    return Counter.builder(PREFIX + name).tags(tags.and(more)).register(registry);
  }
}
