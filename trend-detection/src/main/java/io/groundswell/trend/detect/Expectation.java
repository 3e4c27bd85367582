package io.groundswell.trend.detect;

import org.jspecify.annotations.Nullable;

/// What the past of a series predicts for the next sum over a span.
///
/// @param mean the expected sum; never negative
/// @param deviation how far a sum usually lies from it
/// @param unit the noise of one event, at most 1: the size below which a difference means nothing
record Expectation(double mean, double deviation, double unit) {

  /// Sums that must have been seen before anything is expected.
  private static final long LEAST_AGE = 4;

  /// Of sums that overlap, the number that they are worth: one and a half at least, or no variance could be told.
  private static final double LEAST_INDEPENDENT = 1.5;

  /// Observed and expected are both raised by so many units before they are divided.
  private static final double SMOOTHING = 3;

  /// From exponentially weighted sums, begun at zero: with `a_i = α(1−α)^(t−i)`, `weighted = Σ a_i x_i` and
  /// `squared = Σ a_i x_i²`.
  ///
  /// - The weights sum to `W = 1 − (1−α)^t`, so mean and variance are `weighted/W` and `squared/W − mean²`: the
  ///   incremental `m += αδ; v = (1−α)(v + αδ²)` of SigniTrend (Schubert et al., KDD 2014), with its warm-up corrected
  ///   as in Adam (Kingma & Ba 2015). Empty steps only multiply both sums by `1−α`.
  /// - `r = Σ a_i²/W² = α/(2−α) · (1+k)/(1−k)`, `k = (1−α)^t`, is one over the effective number of sums; sums over `s`
  ///   steps overlap, so `r·s`. The variance is divided by `1 − r·s` (unbiased) and multiplied by `1 + r·s` (the
  ///   mean itself is uncertain): at t = 4, s = 1, a deviation of 10 counts as 12.9.
  /// - Counts vary at least like Poisson's: the variance is no less than `mean · unit`.
  ///
  /// @param age how many sums the weights cover, those of empty steps before the first event included
  /// @return null while too little has been seen
  static @Nullable Expectation of(Window window, int span, double weighted, double squared, long age, double unit) {
    if (age < LEAST_AGE) {
      return null;
    }
    double kept = window.kept(age);
    double alpha = window.alpha();
    double shared = span * alpha / (2 - alpha) * (1 + kept) / (1 - kept);
    if (shared * LEAST_INDEPENDENT > 1) {
      return null;
    }
    double mean = weighted / (1 - kept);
    double variance = Math.max(0, squared / (1 - kept) - mean * mean) / (1 - shared);
    double positive = Math.max(0, mean);
    double atLeast = Math.max(variance, positive * unit);
    return new Expectation(positive, Math.sqrt(atLeast * (1 + shared)), unit);
  }

  /// SigniTrend's score `(x − m) / (√v + β)`, with one unit for β: a rare series needs several events to stand out.
  double significance(double sum) {
    return (sum - mean) / (deviation + unit);
  }

  double variance() {
    return deviation * deviation;
  }

  /// By how much the variance is larger than Poisson's, at least 1.
  double dispersion() {
    return mean > 0 ? Math.max(1, variance() / (mean * unit)) : 1;
  }

  double growth(double sum) {
    return (sum + SMOOTHING * unit) / (mean + SMOOTHING * unit);
  }
}
