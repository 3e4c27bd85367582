package io.groundswell.trend.evidence;

import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/// How improbable a count is: the tail of the Poisson or, where counts vary more than Poisson's, of the negative
/// binomial distribution, as in Gnip's *Trend Detection in Social Data* (Hendrickson et al., 2015).
///
/// With mean m and variance v > m, `k = m²/(v − m)` and `p = m/(m + k)`: `P(X ≥ x) = I_p(x, k)`, the regularised
/// incomplete beta function. With v ≤ m, `P(X ≥ x) = P(x, m)`, the regularised lower incomplete gamma function: for m =
/// 2 and x = 5, 0.0527.
final class Surprise {

  /// Beyond 300 powers of ten a double says zero.
  private static final double MOST = 300;

  private Surprise() {
  }

  /// `−log₁₀ P(X ≥ count)`: 0 for what is ordinary, 3 for one in a thousand, at most 300.
  static double of(double count, double mean, double variance) {
    if (count <= 0) {
      return 0;
    }
    if (mean <= 0) {
      return MOST;
    }
    double tail = tail(count, mean, variance);
    return tail <= 0 ? MOST : Math.clamp(-Math.log10(tail), 0, MOST);
  }

  private static double tail(double count, double mean, double variance) {
    if (variance <= mean * (1 + 1e-9)) {
      return RegularizedGamma.P.value(count, mean);
    }
    double size = mean * mean / (variance - mean);
    return RegularizedBeta.value(mean / (mean + size), count, size);
  }
}
