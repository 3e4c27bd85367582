package io.groundswell.ingest.quota;

import java.util.concurrent.atomic.AtomicLong;

/// A token bucket that is one number: the moment at which all that was taken will have been earned (the theoretical
/// arrival time of the generic cell rate algorithm, ITU-T I.371). At 1,000 a second with a burst of 2 s, 500 units move
/// it by 0.5 s, and nothing is given while it lies more than 1.999 s ahead.
///
/// Whoever comes while there is a unit left gets all they ask for, even where that is more than is left: how much a
/// request costs is known only when it was read, and one that is larger than the burst could otherwise never be sent.
/// What was overdrawn has to be earned before the next is given.
final class Bucket {

  private final AtomicLong earnedAt;

  Bucket(long now) {
    earnedAt = new AtomicLong(now);
  }

  /// @param now [System#nanoTime]
  /// @return false where nothing is left; then nothing is taken
  boolean take(long units, Rate rate, long now) {
    long cost = rate.nanos(units);
    while (true) {
      long at = earnedAt.get();
      long owed = Math.max(at - now, 0);
      if (owed > rate.burstNanos() - rate.nanos(1)) {
        return false;
      }
      if (earnedAt.compareAndSet(at, now + owed + cost)) {
        return true;
      }
    }
  }

  /// Units that may be taken now, 0 where it is overdrawn.
  long left(Rate rate, long now) {
    return Math.clamp(rate.units(rate.burstNanos() - owed(now)), 0, rate.burst());
  }

  /// Until a unit is left again; 0 where one is.
  long waitNanos(Rate rate, long now) {
    return Math.max(owed(now) - rate.burstNanos() + rate.nanos(1), 0);
  }

  /// Until it is full.
  long owed(long now) {
    return Math.max(earnedAt.get() - now, 0);
  }
}
