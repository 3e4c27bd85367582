package io.groundswell.ingest.intake;

import io.groundswell.contract.Lane;
import io.groundswell.contract.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// What the edge counts. Per lane: events read = accepted + rejected + unanswered, where unanswered are the events of
/// requests that were answered 503 because the broker did not acknowledge all of them.
@ApplicationScoped
class IntakeMeters {

  private static final String EVENTS = "groundswell.intake.events";
  private static final Duration[] BOUNDS = {Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5),
      Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
      Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5),
      Duration.ofSeconds(10)};

  private final List<OfLane> lanes;
  private final Timer acknowledged;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final MeterRegistry registry;

  IntakeMeters(MeterRegistry registry) {
    this.registry = registry;
    this.lanes = Stream.of(Lane.values()).map(this::ofLane).toList();
    acknowledged = Timer.builder("groundswell.intake.acknowledgement").serviceLevelObjectives(BOUNDS)
        .description("From handing a request's events to the producer until the broker acknowledged all")
        .register(registry);
    Gauge.builder("groundswell.intake.in.flight", inFlight, AtomicInteger::get)
        .description("Requests that wait for the broker").register(registry);
  }

  /// @param rejected by the reason's ordinal
  private record OfLane(Counter accepted, Counter unanswered, List<Counter> rejected) {
  }

  private OfLane ofLane(Lane lane) {
    return new OfLane(events(lane, "accepted", ""), events(lane, "unanswered", "broker_unavailable"),
        Stream.of(Reason.values()).map(reason -> events(lane, "rejected", reason.slug())).toList());
  }

  private Counter events(Lane lane, String outcome, String reason) {
    return Counter.builder(EVENTS).tag("lane", lane.slug()).tag("outcome", outcome).tag("reason", reason)
        .description("Events read, by what became of them").register(registry);
  }

  void accepted(Lane lane, int events) {
    lanes.get(lane.ordinal()).accepted.increment(events);
  }

  void unanswered(Lane lane, int events) {
    lanes.get(lane.ordinal()).unanswered.increment(events);
  }

  void rejected(Lane lane, Reason reason) {
    lanes.get(lane.ordinal()).rejected.get(reason.ordinal()).increment();
  }

  void sent() {
    inFlight.incrementAndGet();
  }

  void acknowledged(long nanos) {
    inFlight.decrementAndGet();
    acknowledged.record(nanos, TimeUnit.NANOSECONDS);
  }
}
