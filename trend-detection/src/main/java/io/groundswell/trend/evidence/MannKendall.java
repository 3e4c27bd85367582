package io.groundswell.trend.evidence;

import java.util.Arrays;
import java.util.stream.IntStream;

/// The Mann-Kendall test for a monotonic trend (Mann 1945, Kendall 1975), its variance corrected for what successive
/// values have in common (Hamed & Rao, Journal of Hydrology 204, 1998).
///
/// `S = Σ_{i<j} sign(x_j − x_i)`, with ties of t values each
/// `V = (n(n−1)(2n+5) − Σ t(t−1)(2t+5)) / 18`,
/// and `z = (S ∓ 1)/√(V · c)`. For 1, 2, 3, 4: S = 6, V = 8.67, z = 1.698.
///
/// `c = 1 + 2/(n(n−1)(n−2)) · Σ_{k=1}^{n−1} (n−k)(n−k−1)(n−k−2) ρ_k`, where `ρ_k` is the autocorrelation at lag k of
/// the ranks of what is left without Sen's slope; only those count that are significant, `abs(ρ_k) > 1.96/√n`. Where c
/// would be 1/n or less, it is 1/n.
final class MannKendall {

  /// Two-sided 5 %.
  private static final double SIGNIFICANT = 1.959963984540054;
  private static final double LEAST_VALUES = 3;

  private MannKendall() {
  }

  /// The normal score, above 0 for a rise.
  static double z(double[] values) {
    double s = score(values);
    if (s == 0) {
      return 0;
    }
    return (s - Math.signum(s)) / Math.sqrt(variance(values) * correction(values));
  }

  /// `S`: how many more pairs go up than down.
  static double score(double[] values) {
    double s = 0;
    for (int i = 0; i < values.length; i++) {
      for (int j = i + 1; j < values.length; j++) {
        s += Math.signum(values[j] - values[i]);
      }
    }
    return s;
  }

  /// `V`, for values that have nothing in common.
  static double variance(double[] values) {
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
    return (spread(values.length) - ties) / 18;
  }

  /// `c`.
  static double correction(double[] values) {
    int n = values.length;
    if (n < LEAST_VALUES) {
      return 1;
    }
    double slope = SenSlope.of(values);
    var ranks = ranks(IntStream.range(0, n).mapToDouble(i -> values[i] - slope * i).toArray());
    double mean = (n + 1) / 2.0;
    double whole = covariance(ranks, mean, 0);
    if (whole == 0) {
      return 1;
    }
    double sum = 0;
    for (int lag = 1; lag < n; lag++) {
      double correlation = covariance(ranks, mean, lag) / whole;
      if (Math.abs(correlation) > SIGNIFICANT / Math.sqrt(n)) {
        sum += (double) (n - lag) * (n - lag - 1) * (n - lag - 2) * correlation;
      }
    }
    return Math.max(1.0 / n, 1 + 2.0 * sum / ((double) n * (n - 1) * (n - 2)));
  }

  private static double covariance(double[] values, double mean, int lag) {
    double sum = 0;
    for (int i = lag; i < values.length; i++) {
      sum += (values[i] - mean) * (values[i - lag] - mean);
    }
    return sum;
  }

  /// 1 for the least; equal values share the mean of their ranks.
  private static double[] ranks(double[] values) {
    var ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      for (double other : values) {
        ranks[i] += other < values[i] ? 1 : other == values[i] ? 0.5 : 0;
      }
      ranks[i] += 0.5;
    }
    return ranks;
  }

  private static double spread(int n) {
    return (double) n * (n - 1) * (2.0 * n + 5);
  }
}
