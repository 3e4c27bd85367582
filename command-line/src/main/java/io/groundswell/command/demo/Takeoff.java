package io.groundswell.command.demo;

import java.time.Duration;

/// The rise of the one hashtag: unnoticed for half a minute, then growth that feeds on itself until everybody has seen
/// it (logistic), then forgetting.
final class Takeoff {

  static final Duration BEGINS = Duration.ofSeconds(30);

  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(5);
  private static final double HEIGHT = 60;
  private static final double MIDDLE_SECONDS = 20;
  private static final double STEEPNESS_SECONDS = 5;
  private static final double HALF_LIFE_SECONDS = 600;

  private Takeoff() {
  }

  /// How many times as often as on the average of a day the hashtag is used: 1 until it begins, 30 after 50 s, 60 after
  /// 80 s, and from five minutes on half of that every ten minutes.
  ///
  /// @param elapsed since the start of the demo
  static double factor(Duration elapsed) {
    double seconds = elapsed.minus(BEGINS).toMillis() / 1000.0;
    if (seconds < 0) {
      return 1;
    }
    double risen = HEIGHT / (1 + Math.exp((MIDDLE_SECONDS - seconds) / STEEPNESS_SECONDS));
    double late = Math.max(0, seconds - FORGOTTEN_AFTER.toSeconds());
    return 1 + risen * Math.pow(0.5, late / HALF_LIFE_SECONDS);
  }
}
