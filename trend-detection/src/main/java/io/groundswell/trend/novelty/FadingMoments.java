package io.groundswell.trend.novelty;

/// Mean and deviation of the recent past, newer values weighing more.
///
/// With `α = 1 − 2^(−1/h)` for a half-life of `h` values: `m += α (x − m)`, `s += α (x² − s)`, `w += α (1 − w)`, all from zero; the mean
/// is `m/w`, the variance `s/w − (m/w)²`. Dividing by the weight seen so far is the warm-up correction of Adam (Kingma & Ba
/// 2015) to the incremental moments of SigniTrend (Schubert et al., KDD 2014): the first value already gives itself as the
/// mean.
final class FadingMoments {

  /// A deviation is at least this part of the level: what is less is rounding.
  private static final double LEAST = 1e-6;

  private double first;
  private double second;
  private double weight;

  void add(double value, double alpha) {
    first += alpha * (value - first);
    second += alpha * (value * value - second);
    weight += alpha * (1 - weight);
  }

  double mean() {
    return weight > 0 ? first / weight : 0;
  }

  double deviation() {
    if (weight <= 0) {
      return 0;
    }
    double mean = first / weight;
    return Math.sqrt(Math.max(0, second / weight - mean * mean));
  }

  /// The weight `α` of a new value, for a half-life of so many values.
  static double alpha(double halfLife) {
    return 1 - Math.pow(0.5, 1 / halfLife);
  }

  /// How many deviations a value lies from the mean.
  double distance(double value) {
    double mean = mean();
    return (value - mean) / (deviation() + LEAST * Math.abs(mean) + Double.MIN_NORMAL);
  }
}
