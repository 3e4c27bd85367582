package io.groundswell.ingest.door;

import io.groundswell.groundwork.access.Access;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// How long requests took, by the status of their answer.
@ApplicationScoped
class DoorMeters {

  private static final Duration[] BOUNDS = {Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5),
      Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
      Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5),
      Duration.ofSeconds(10)};

  private final Map<Integer, Timer> requests = new ConcurrentHashMap<>();
  private final MeterRegistry registry;
  private final RejectionMeters rejections;

  DoorMeters(MeterRegistry registry, RejectionMeters rejections) {
    this.registry = registry;
    this.rejections = rejections;
  }

  void answered(Access sender, Answer answer, long nanos) {
    answered(answer.status(), nanos);
    if (answer.refusal() != null) {
      rejections.refused(sender, answer.refusal());
    }
  }

  void answered(int status, long nanos) {
    requests.computeIfAbsent(status, this::requests).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer requests(int status) {
    return Timer.builder("groundswell.intake.request").tag("status", Integer.toString(status))
        .serviceLevelObjectives(BOUNDS).description("From the request's headers to its answer").register(registry);
  }
}
