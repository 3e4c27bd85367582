package io.groundswell.ingest.quota;

/// So much a second, and so much at once.
///
/// @param perSecond units, 1 or more
/// @param burstNanos how long a pause has to be until everything may be sent at once that may be; at least what one
/// unit is worth
public record Rate(long perSecond, long burstNanos) {

  private static final double NANOS = 1e9;

  public Rate {
    if (perSecond < 1 || burstNanos < 1) {
      throw new IllegalArgumentException("a rate and its burst are positive");
    }
    burstNanos = Math.max(burstNanos, Math.ceilDiv((long) NANOS, perSecond));
  }

  /// What the amount costs in time: at 1,000 a second, 5 units are worth 5 ms.
  long nanos(long units) {
    return (long) Math.min(units * NANOS / perSecond, Long.MAX_VALUE / 4.0);
  }

  /// How many units fit into the time, rounded down.
  long units(long nanos) {
    return (long) (nanos * (double) perSecond / NANOS);
  }

  /// How much may be sent at once after a pause.
  public long burst() {
    return Math.max(1, units(burstNanos));
  }

  long burstSeconds() {
    return Math.max(1, Math.ceilDiv(burstNanos, (long) NANOS));
  }
}
