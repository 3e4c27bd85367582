package io.groundswell.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SettableClockTest {

  @Test
  void standsUntilItIsMoved() {
    var clock = SettableClock.at("2026-03-01T12:00:00Z");
    var elsewhere = clock.withZone(ZoneId.of("Asia/Kolkata"));
    assertThat(clock.advance(Duration.ofMinutes(5))).isEqualTo("2026-03-01T12:05:00Z");
    assertThat(elsewhere.instant()).isEqualTo(clock.instant());
    clock.set(Instant.EPOCH);
    assertThat(clock.millis()).isZero();
  }
}
