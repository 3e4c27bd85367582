package io.groundswell.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that stands until it is moved. May be moved and read by several threads.
public final class SettableClock extends Clock {

  private final AtomicReference<Instant> now;
  private final ZoneId zone;

  private SettableClock(AtomicReference<Instant> now, ZoneId zone) {
    this.now = now;
    this.zone = zone;
  }

  /// @param instant as text, such as `2026-03-01T12:00:00Z`
  public static SettableClock at(String instant) {
    return at(Instant.parse(instant));
  }

  public static SettableClock at(Instant instant) {
    return new SettableClock(new AtomicReference<>(instant), ZoneOffset.UTC);
  }

  /// Moves it, backwards too.
  public void set(Instant instant) {
    now.set(instant);
  }

  /// Moves it by that much and answers the new time.
  public Instant advance(Duration step) {
    return now.updateAndGet(before -> before.plus(step));
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /// The same clock, moved together, seen from another zone.
  @Override
  public Clock withZone(ZoneId other) {
    return new SettableClock(now, other);
  }
}
