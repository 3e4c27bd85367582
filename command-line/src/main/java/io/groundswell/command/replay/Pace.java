package io.groundswell.command.replay;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How fast a replay goes.
sealed interface Pace {

  /// As fast as it is answered.
  record Unbounded() implements Pace {
  }

  /// So many times as fast as it happened: at 288 a day takes five minutes.
  record Accelerated(double factor) implements Pace {

    public Accelerated {
      if (!(factor > 0) || Double.isInfinite(factor)) {
        throw new IllegalArgumentException("a speed is a positive number");
      }
    }

    /// When a row is due, counted from the start of the replay.
    ///
    /// @param first the earliest timestamp of what it sends
    Duration due(Instant first, Instant time) {
      return Duration.ofMillis((long) (Duration.between(first, time).toMillis() / factor));
    }
  }

  /// The pace of a text: `max` or a positive number; null where it is neither.
  static @Nullable Pace find(String text) {
    if (text.equals("max")) {
      return new Unbounded();
    }
    try {
      return new Accelerated(Double.parseDouble(text));
    } catch (IllegalArgumentException neither) {
      return null;
    }
  }
}
