package io.groundswell.command.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/// The day's rhythm: a sine with its peak at 19:00 and its trough at 07:00 UTC.
final class Rhythm {

  private static final double PEAK_HOUR = 19;
  private static final double SWING = 0.6;

  private Rhythm() {
  }

  /// How busy it is, 1 on the average of a day: 1.6 at 19:00, 0.4 at 07:00.
  static double at(Instant time) {
    var midnight = time.atOffset(ZoneOffset.UTC).toLocalDate().atStartOfDay().toInstant(ZoneOffset.UTC);
    double hour = Duration.between(midnight, time).toMillis() / 3_600_000.0;
    return 1 + SWING * Math.cos((hour - PEAK_HOUR) / 24 * 2 * Math.PI);
  }
}
