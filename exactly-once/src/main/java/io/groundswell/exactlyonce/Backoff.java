package io.groundswell.exactlyonce;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Longer and longer pauses: 100 ms, doubling up to 10 s, each between half and all of it, so that a hundred workers
/// that failed together do not come back together.
final class Backoff {

  private static final long SHORTEST = 100;
  private static final long LONGEST = 10_000;

  private int failures;

  Duration next() {
    long full = Math.min(LONGEST, SHORTEST << Math.min(failures, 10));
    failures++;
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(full / 2, full + 1));
  }

  int failures() {
    return failures;
  }

  void reset() {
    failures = 0;
  }
}
