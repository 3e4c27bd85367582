package io.groundswell.trend.novelty;

/// Means, and deviations, of the recent past, newer values weighing more; several in one array, for an object each
/// would be as large as what it holds.
///
/// With `α = 1 − 2^(−1/h)` for a half-life of `h` values: `m += α (x − m)`, `s += α (x² − s)`, `w += α (1 − w)`, all
/// from zero; the mean is `m/w`, the variance `s/w − (m/w)²`. Dividing by the weight seen so far is the warm-up
/// correction of Adam (Kingma & Ba 2015) to the incremental moments of SigniTrend (Schubert et al., KDD 2014): the
/// first value already gives itself as the mean.
final class Averages {

  /// A deviation is at least this part of the level: what is less is rounding.
  private static final double LEAST = 1e-6;
  private static final int MEAN = 0;
  private static final int WEIGHT = 1;
  private static final int SQUARE = 2;

  private final double[] moments;
  private final int both;

  /// @param both so many with a deviation; those come first
  /// @param plain so many without
  Averages(int both, int plain) {
    this.both = both;
    moments = new double[3 * both + 2 * plain];
  }

  void copyFrom(Averages other) {
    System.arraycopy(other.moments, 0, moments, 0, moments.length);
  }

  void add(int one, double value, double alpha) {
    int at = at(one);
    moments[at + MEAN] += alpha * (value - moments[at + MEAN]);
    moments[at + WEIGHT] += alpha * (1 - moments[at + WEIGHT]);
    if (one < both) {
      moments[at + SQUARE] += alpha * (value * value - moments[at + SQUARE]);
    }
  }

  /// So many values of zero at once: `(1 − α)^count` of everything is left.
  void addZeros(int one, double alpha, long count) {
    double kept = Math.pow(1 - alpha, count);
    int at = at(one);
    moments[at + MEAN] *= kept;
    moments[at + WEIGHT] = 1 - (1 - moments[at + WEIGHT]) * kept;
    if (one < both) {
      moments[at + SQUARE] *= kept;
    }
  }

  double mean(int one) {
    int at = at(one);
    return moments[at + WEIGHT] > 0 ? moments[at + MEAN] / moments[at + WEIGHT] : 0;
  }

  /// @param one of those that have a deviation
  double deviation(int one) {
    int at = at(one);
    if (moments[at + WEIGHT] <= 0) {
      return 0;
    }
    double mean = moments[at + MEAN] / moments[at + WEIGHT];
    return Math.sqrt(Math.max(0, moments[at + SQUARE] / moments[at + WEIGHT] - mean * mean));
  }

  private int at(int one) {
    return one < both ? 3 * one : both + 2 * one;
  }

  /// How many deviations a value lies from the mean.
  double distance(int one, double value) {
    double mean = mean(one);
    return (value - mean) / (deviation(one) + LEAST * Math.abs(mean) + Double.MIN_NORMAL);
  }

  /// The weight `α` of a new value, for a half-life of so many values.
  static double alpha(double halfLife) {
    return 1 - Math.pow(0.5, 1 / halfLife);
  }
}
