package io.groundswell.metrics.eventlog;

import io.groundswell.contract.Lane;
import io.groundswell.exactlyonce.Entry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// How long it took from the edge's receipt of an event until every reader can see it.
final class Freshness {

  private final Timer timer;
  private final InstantSource clock;

  Freshness(Lane lane, MeterRegistry meters, InstantSource clock) {
    this.clock = clock;
    this.timer = Timer.builder("groundswell.freshness")
        .description("event received at the edge until committed")
        .tag("lane", lane.slug())
        .serviceLevelObjectives(Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
            Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1),
            Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofHours(1))
        .register(meters);
  }

  void committed(List<Entry<LoggedEvent>> entries) {
    var now = clock.instant();
    for (var entry : entries) {
      var age = Duration.between(entry.content().receivedAt(), now);
      timer.record(age.isNegative() ? Duration.ZERO : age);
    }
  }
}
