package io.groundswell.trend.detect;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How far back a board looks, and in which steps. A step is short enough to see a burst early, and long enough that
/// a window's state stays small; the baseline's half-life makes a daily rhythm part of what is normal.
public enum Window {
  /// Five-minute steps; a baseline with a half-life of a day.
  HOUR("1h", 1, 12, new int[]{1, 3, 12}, 288),
  /// Hourly steps; a half-life of three and a half days.
  DAY("24h", 12, 24, new int[]{1, 6, 24}, 84),
  /// Days (UTC), so that the daily rhythm is gone altogether; a half-life of a week.
  WEEK("7d", Bucket.DAY, 7, new int[]{1, 2, 7}, 7);

  private final String slug;
  private final int stepBuckets;
  private final int steps;
  private final int[] spans;
  private final double alpha;
  private final double[] kept;

  Window(String slug, int stepBuckets, int steps, int[] spans, int halfLifeSteps) {
    this.slug = slug;
    this.stepBuckets = stepBuckets;
    this.steps = steps;
    this.spans = spans;
    this.alpha = 1 - Math.pow(0.5, 1.0 / halfLifeSteps);
    this.kept = new double[Bucket.DAYS_KEPT * Bucket.DAY / stepBuckets + 1];
    for (int age = 0; age < kept.length; age++) {
      kept[age] = Math.pow(1 - alpha, age);
    }
  }

  /// The name in URLs: `1h`, `24h`, `7d`.
  public String slug() {
    return slug;
  }

  /// The window of that slug, or null.
  public static @Nullable Window find(String slug) {
    for (var window : values()) {
      if (window.slug.equals(slug)) {
        return window;
      }
    }
    return null;
  }

  /// The window's whole length: 1 h, 24 h, 7 d.
  public Duration length() {
    return stepLength().multipliedBy(steps);
  }

  Duration stepLength() {
    return Bucket.LENGTH.multipliedBy(stepBuckets);
  }

  int stepBuckets() {
    return stepBuckets;
  }

  int steps() {
    return steps;
  }

  /// How many spans are looked at side by side: the short ones are quick, the long ones find what is weak and lasts.
  int spans() {
    return spans.length;
  }

  /// Steps that are summed for the given span.
  int span(int index) {
    return spans[index];
  }

  /// Steps that are remembered: for each sum of the longest span, the one before it.
  int ring() {
    return 2 * spans[spans.length - 1];
  }

  /// The weight of a new observation: `α = 1 − 2^(−1/h)` for a half-life of `h` steps.
  double alpha() {
    return alpha;
  }

  /// `(1 − α)^age`: the share of weight that lies before the last `age` steps. No baseline counts as older than 28
  /// days.
  double kept(long age) {
    return age < kept.length ? kept[(int) age] : kept[kept.length - 1];
  }
}
