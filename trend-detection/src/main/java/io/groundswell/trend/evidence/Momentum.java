package io.groundswell.trend.evidence;

/// Moving-average convergence and divergence of a count's logarithm, as Lu and Yang use it for rising topics (*Trend
/// momentum of emerging topics*, 2012): `y = ln(1 + x)`, `macd = EMA_f(y) − EMA_s(y)`, `EMA_n: a = 2/(n + 1)`; here s
/// is half of the values and f a quarter, at least 2.
///
/// @param macd how much larger, in e-folds, the counts of lately are than those of before: 0.69 is a doubling
record Momentum(double macd) {

  /// A twentieth more than before.
  private static final double CLEARLY = 0.05;

  static Momentum of(double[] counts) {
    double fast = alpha(counts.length / 4.0);
    double slow = alpha(counts.length / 2.0);
    double near = 0;
    double far = 0;
    for (int i = 0; i < counts.length; i++) {
      double y = Math.log1p(Math.max(0, counts[i]));
      near = i == 0 ? y : near + fast * (y - near);
      far = i == 0 ? y : far + slow * (y - far);
    }
    return new Momentum(near - far);
  }

  boolean isGaining() {
    return macd > CLEARLY;
  }

  private static double alpha(double values) {
    return 2 / (Math.max(2, values) + 1);
  }
}
