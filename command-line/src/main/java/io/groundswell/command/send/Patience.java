package io.groundswell.command.send;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How long to wait before sending again, and when to give up.
///
/// The n-th wait is drawn evenly from half to all of `first * 2^n`, at most `longest`: 100 ms, 200, 400 … for a first
/// of 100 ms. The spread keeps senders that failed together from coming back together.
///
/// @param first the first wait
/// @param longest no wait of our own choice is longer; a Retry-After may be
/// @param total give up on a request after this long
public record Patience(Duration first, Duration longest, Duration total) {

  /// Enough for a restart of broker and database, without leaving somebody before a silent terminal for an hour.
  public static final Patience USUAL =
      new Patience(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofMinutes(5));

  /// The wait after the given failure.
  ///
  /// @param attempt 0 for the first failure
  /// @param asked what Retry-After asked for; zero where it said nothing
  Duration before(int attempt, Duration asked) {
    if (!asked.isZero()) {
      return asked;
    }
    long full = Math.min(longest.toMillis(), first.toMillis() << Math.min(attempt, 20));
    return Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
  }
}
