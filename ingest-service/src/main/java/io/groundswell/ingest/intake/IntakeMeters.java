package io.groundswell.ingest.intake;

import io.groundswell.contract.Lane;
import io.groundswell.contract.Reason;
import io.groundswell.groundwork.access.Access;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.ingest.door.RejectionMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the edge counts. Per lane: events read = accepted + rejected + unanswered, where unanswered are the events of
/// requests that are to be sent again: answered 503 because the broker did not acknowledge all of them or their answer
/// had no room, or 429 because the key or one of their subjects had too much on its way. A stream of lines that waits
/// for its turn counts each time that it tries.
@ApplicationScoped
class IntakeMeters {

  private static final String EVENTS = "groundswell.intake.events";
  private static final Duration[] BOUNDS = {Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5),
      Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
      Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5),
      Duration.ofSeconds(10)};

  /// Why a request with events that could be read is to be sent again.
  private static final List<String> AGAIN = List.of("broker_unavailable", "hot_subject", "overloaded",
      "quota_exceeded");

  private final List<OfLane> lanes;
  private final Timer acknowledged;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final MeterRegistry registry;
  private final RejectionMeters rejections;

  IntakeMeters(MeterRegistry registry, RejectionMeters rejections) {
    this.registry = registry;
    this.rejections = rejections;
    this.lanes = Stream.of(Lane.values()).map(this::ofLane).toList();
    acknowledged = Timer.builder("groundswell.intake.acknowledgement").serviceLevelObjectives(BOUNDS)
        .description("From handing a request's events to the producer until the broker acknowledged all")
        .register(registry);
    Gauge.builder("groundswell.intake.in.flight", inFlight, AtomicInteger::get)
        .description("Requests that wait for the broker").register(registry);
  }

  /// @param unanswered by the problem's slug
  /// @param rejected by the reason's ordinal
  private record OfLane(Counter accepted, Map<String, Counter> unanswered, List<Counter> rejected) {
  }

  private OfLane ofLane(Lane lane) {
    return new OfLane(events(lane, "accepted", ""), AGAIN.stream().collect(Collectors.toMap(
        Function.identity(), reason -> events(lane, "unanswered", reason))),
        Stream.of(Reason.values()).map(reason -> events(lane, "rejected", reason.slug())).toList());
  }

  private Counter events(Lane lane, String outcome, String reason) {
    return Counter.builder(EVENTS).tag("lane", lane.slug()).tag("outcome", outcome).tag("reason", reason)
        .description("Events read, by what became of them").register(registry);
  }

  void accepted(Lane lane, int events) {
    lanes.get(lane.ordinal()).accepted.increment(events);
  }

  void unanswered(Lane lane, Problem why, int events) {
    Objects.requireNonNull(lanes.get(lane.ordinal()).unanswered.get(why.slug())).increment(events);
  }

  void rejected(Lane lane, Access sender, Reason reason) {
    lanes.get(lane.ordinal()).rejected.get(reason.ordinal()).increment();
    rejections.rejected(sender, reason.slug());
  }

  void sent() {
    inFlight.incrementAndGet();
  }

  void acknowledged(long nanos) {
    inFlight.decrementAndGet();
    acknowledged.record(nanos, TimeUnit.NANOSECONDS);
  }
}
