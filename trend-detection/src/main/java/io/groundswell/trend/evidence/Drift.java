package io.groundswell.trend.evidence;

import org.apache.commons.numbers.gamma.Erf;

/// Where a sequence is going.
///
/// @param slope Sen's slope: change from one value to the next
/// @param confidence `1 − p`, with `p` the two-sided probability that a sequence without a trend scores as high in the
///     Mann-Kendall test with Hamed's and Rao's variance; 0 to 1
public record Drift(Direction direction, double slope, double confidence) {

  /// One-sided 5 %.
  private static final double CRITICAL = 1.645;

  static Drift of(double[] values) {
    double z = MannKendall.z(values);
    double slope = SenSlope.of(values);
    var direction = z > CRITICAL ? Direction.RISING : z < -CRITICAL ? Direction.FALLING : Direction.STEADY;
    return new Drift(direction, slope, Erf.value(Math.abs(z) / Math.sqrt(2)));
  }
}
