package io.groundswell.trend.lead;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.Erfc;

/// Which of two series goes ahead of the other, by the cross-correlation of their counts, and whether that may be
/// chance.
///
/// Counts are made comparable by Anscombe's transformation `2√(x + 3/8)` (1948). Of two series that have nothing to do
/// with each other, but each with itself, the cross-correlation at lag `k` varies by Bartlett's formula (1935; Box,
/// Jenkins and Reinsel, Time Series Analysis, 12.1): `var r(k) ≈ Σ ρx(h) ρy(h) / (n − |k|)` over all `h`, here up to a
/// quarter of the series, and never below `1/(n − |k|)`. The largest of the `2L + 1` lags is tested by Šidák's
/// correction (1967).
///
/// All of that takes a series for one that goes on as it is. One burst in each is no such series: wherever they lie,
/// some lag puts them on top of each other, and of unrelated pairs with a burst of two hours each a fifth would be
/// called a lead. So a lead must also show, at the same level, where the quarter of the time that speaks most for it is
/// taken out.
///
/// @param lag steps by which the first series goes ahead of the second; below 0 the second goes ahead
/// @param correlation at that lag, above 0
/// @param pValue that the largest correlation of unrelated series is as large; 1e-6 stands for anything below
/// @param isLead whether one leads: `pValue` below 0.01, a lag other than 0, and a correlation that exceeds the one
///     without a lag by a standard deviation, so that a broad peak is not read too closely; and not by one quarter of
///     the time alone
record LeadLag(int lag, double correlation, double pValue, boolean isLead) {

  static final double SIGNIFICANT = 0.01;

  private static final double LEAST_P = 1e-6;
  private static final double ANSCOMBE = 0.375;
  /// A variance below is none, but what is left of rounding.
  private static final double ROUNDING = 1e-9;

  /// @param first counts of equal steps, and `second` those of the same steps
  /// @param mostLag how far they are shifted against each other, less than half of their length
  static LeadLag of(double[] first, double[] second, int mostLag) {
    if (first.length != second.length || first.length <= 2 * mostLag) {
      throw new IllegalArgumentException("two series of one length, more than twice the largest lag");
    }
    var x = standardised(first);
    var y = standardised(second);
    double spread = spread(x, y);
    int lag = 0;
    for (int distance = 1; distance <= mostLag; distance++) {
      for (int candidate : new int[]{distance, -distance}) {
        if (correlation(x, y, candidate) > correlation(x, y, lag)) {
          lag = candidate;
        }
      }
    }
    double best = correlation(x, y, lag);
    double sigma = Math.sqrt(spread / (x.length - Math.abs(lag)));
    double one = upperTail(best / sigma);
    double all = Math.clamp(-Math.expm1((2 * mostLag + 1) * Math.log1p(-one)), LEAST_P, 1.0);
    boolean leads = lag != 0 && all < SIGNIFICANT && best - correlation(x, y, 0) > sigma
        && showsWithoutItsBestQuarter(x, y, lag);
    return new LeadLag(lag, Math.max(0, best), all, leads);
  }

  /// Whether the two go together at a lag in the rest of the time, too.
  private static boolean showsWithoutItsBestQuarter(double[] x, double[] y, int lag) {
    int pairs = x.length - Math.abs(lag);
    var first = Arrays.copyOfRange(x, Math.max(0, -lag), Math.max(0, -lag) + pairs);
    var second = Arrays.copyOfRange(y, Math.max(0, lag), Math.max(0, lag) + pairs);
    int quarter = x.length / 4;
    int end = quarter;
    double sum = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < pairs; i++) {
      sum += first[i] * second[i] - (i < quarter ? 0 : first[i - quarter] * second[i - quarter]);
      if (i + 1 >= quarter && sum > most) {
        most = sum;
        end = i + 1;
      }
    }
    var rest = normalised(without(first, end - quarter, end));
    var restOfOther = normalised(without(second, end - quarter, end));
    double sigma = Math.sqrt(spread(rest, restOfOther) / rest.length);
    return upperTail(correlation(rest, restOfOther, 0) / sigma) < SIGNIFICANT;
  }

  private static double[] without(double[] values, int from, int to) {
    var rest = Arrays.copyOf(values, values.length - (to - from));
    System.arraycopy(values, to, rest, from, values.length - to);
    return rest;
  }

  private static double[] standardised(double[] counts) {
    return normalised(Arrays.stream(counts).map(count -> 2 * Math.sqrt(Math.max(0, count) + ANSCOMBE)).toArray());
  }

  /// With mean 0 and a mean square of 1; all 0 where nothing varies.
  private static double[] normalised(double[] given) {
    var values = given.clone();
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double square = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] -= mean;
      square += values[i] * values[i] / values.length;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = square > ROUNDING ? values[i] / Math.sqrt(square) : 0;
    }
    return values;
  }

  /// Of `x` with the `y` that comes so many steps later.
  private static double correlation(double[] x, double[] y, int lag) {
    double sum = 0;
    for (int i = Math.max(0, -lag); i < x.length && i + lag < y.length; i++) {
      sum += x[i] * y[i + lag];
    }
    // Of a series with itself it may be rounded to a little more than 1.
    return Math.clamp(sum / x.length, -1, 1);
  }

  private static double spread(double[] x, double[] y) {
    double sum = 1;
    for (int lag = 1; lag <= x.length / 4; lag++) {
      sum += 2 * correlation(x, x, lag) * correlation(y, y, lag);
    }
    return Math.max(1, sum);
  }

  /// Of the standard normal distribution.
  private static double upperTail(double z) {
    return Erfc.value(z / Math.sqrt(2)) / 2;
  }
}
