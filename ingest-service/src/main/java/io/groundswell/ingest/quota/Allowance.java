package io.groundswell.ingest.quota;

import io.groundswell.groundwork.access.KeySettings;
import java.time.Duration;

/// What a key may send.
///
/// @param policy the field `RateLimit-Policy` that says so
public record Allowance(Rate events, Rate bytes, String policy) {

  private static Allowance of(Rate events, Rate bytes) {
    return new Allowance(events, bytes, "\"events\";q=" + events.burst() + ";w=" + events.burstSeconds()
        + ";qu=\"events\", \"bytes\";q=" + bytes.burst() + ";w=" + bytes.burstSeconds() + ";qu=\"content-bytes\"");
  }

  /// What anybody may.
  static Allowance usual(QuotaConfig config) {
    long burst = nanos(config.burst());
    return of(new Rate(config.eventsPerSecond(), burst), new Rate(config.bytesPerSecond().asLongValue(), burst));
  }

  /// With what the key has of its own.
  Allowance with(KeySettings settings) {
    var ownEvents = settings.eventsPerSecond();
    var ownBytes = settings.bytesPerSecond();
    if (ownEvents == null && ownBytes == null) {
      return this;
    }
    return of(ownEvents == null ? events : new Rate(ownEvents, events.burstNanos()),
        ownBytes == null ? bytes : new Rate(ownBytes, bytes.burstNanos()));
  }

  private static long nanos(Duration burst) {
    return Math.max(1, burst.toNanos());
  }
}
