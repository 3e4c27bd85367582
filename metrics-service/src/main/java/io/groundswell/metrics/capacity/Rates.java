package io.groundswell.metrics.capacity;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What follows from the looks. All figures are events a second over the whole system.
///
/// The most that the system can store is never guessed from a model. It is measured when there was more to do than was
/// done: between two looks at both of which records waited, the consumers went as fast as they could. Where that has
/// not happened yet, the fastest that was seen is a floor: they kept up with it, so they can do at least that.
///
/// @param arriving on both lanes, over the last minute
/// @param storing over the last minute
/// @param sustainable null while nothing was stored
/// @param isMeasured whether `sustainable` is what can be done, not only what was done
record Rates(double arriving, double storing, @Nullable Double sustainable, boolean isMeasured) {

  private static final Duration NOW = Duration.ofSeconds(60);

  /// Behind in earnest: a backlog at both ends that is worth at least a second of what was stored between them. The few
  /// records of the batch at hand always wait.
  private static final double SECONDS_BEHIND = 1;

  static final Rates NONE = new Rates(0, 0, null, false);

  /// @param looks oldest first
  static Rates of(List<Look> looks) {
    if (looks.size() < 2) {
      return NONE;
    }
    var last = looks.getLast();
    var first = looks.stream().filter(look -> !look.at().isBefore(last.at().minus(NOW))).findFirst().orElse(last);
    if (first.equals(last)) {
      first = looks.get(looks.size() - 2);
    }
    double fastest = 0;
    double fastestBehind = 0;
    for (int i = 1; i < looks.size(); i++) {
      var from = looks.get(i - 1);
      var to = looks.get(i);
      double rate = rate(from, to, to.stored() - from.stored());
      fastest = Math.max(fastest, rate);
      if (Math.min(from.behind(), to.behind()) > rate * SECONDS_BEHIND) {
        fastestBehind = Math.max(fastestBehind, rate);
      }
    }
    // What kept up may have been faster than a bad minute in which it did not.
    boolean isMeasured = fastestBehind > 0 && fastestBehind >= fastest;
    return new Rates(rate(first, last, last.written() - first.written()),
        rate(first, last, last.stored() - first.stored()), fastest > 0 ? fastest : null, isMeasured);
  }

  /// How long until nothing waits, at the rates of now; null where it gets no less.
  @Nullable
  Duration toCatchUp(long behind) {
    if (behind == 0) {
      return Duration.ZERO;
    }
    if (sustainable == null || sustainable <= arriving) {
      return null;
    }
    return Duration.ofSeconds((long) Math.ceil(behind / (sustainable - arriving)));
  }

  private static double rate(Look from, Look to, long records) {
    long millis = Duration.between(from.at(), to.at()).toMillis();
    return millis <= 0 ? 0 : Math.max(0, records) * 1_000.0 / millis;
  }
}
