package io.groundswell.trend.detect;

import java.util.Arrays;

/// The Mann-Kendall test for a monotonic trend (Mann 1945, Kendall 1975): does a sequence go up more often than down?
final class MannKendall {

  /// One-sided 5 %.
  private static final double CRITICAL = 1.645;

  private MannKendall() {
  }

  static Direction direction(double[] values) {
    double z = z(values);
    if (z > CRITICAL) {
      return Direction.RISING;
    }
    return z < -CRITICAL ? Direction.FALLING : Direction.STEADY;
  }

  /// The normal score of `S = Σ_{i<j} sign(x_j − x_i)`, with the variance corrected for ties,
  /// `(n(n−1)(2n+5) − Σ t(t−1)(2t+5)) / 18`, and continuity: `(S ∓ 1)/√V`. For 1, 2, 3, 4: S = 6, V = 8.67, z = 1.698.
  static double z(double[] values) {
    int n = values.length;
    int s = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        s += (int) Math.signum(values[j] - values[i]);
      }
    }
    if (s == 0) {
      return 0;
    }
    double variance = (spread(n) - ties(values)) / 18;
    return (s - Math.signum(s)) / Math.sqrt(variance);
  }

  private static double ties(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    double ties = 0;
    int start = 0;
    for (int i = 1; i <= sorted.length; i++) {
      if (i == sorted.length || sorted[i] != sorted[start]) {
        ties += spread(i - start);
        start = i;
      }
    }
    return ties;
  }

  private static double spread(int n) {
    return (double) n * (n - 1) * (2.0 * n + 5);
  }
}
