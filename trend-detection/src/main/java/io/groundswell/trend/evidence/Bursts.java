package io.groundswell.trend.evidence;

/// Kleinberg's two-state automaton for bursts (*Bursty and Hierarchical Structure in Streams*, KDD 2002), for counts in
/// steps of equal length.
///
/// In state 0 a step holds λ₀ on the mean, in state 1 λ₁ = 2 λ₀. A step of x costs
/// `−ln Poisson(x; λ) = λ − x ln λ + ln x!`, which is Kleinberg's `−ln[C(d,x) pˣ (1−p)^(d−x)]` for many documents d of
/// which few are relevant; moving up costs `γ ln n`, γ = 1, moving down nothing. The cheapest path of states is found
/// by Viterbi's algorithm, in logarithms; `ln x!` is the same in both states and left out. Counts that vary φ times as
/// much as Poisson's are divided by φ first.
final class Bursts {

  private static final double RATIO = 2;
  private static final double GAMMA = 1;

  private Bursts() {
  }

  /// How many steps the burst lasts that holds at the end; 0 where there is none.
  ///
  /// @param expected λ₀, above 0
  /// @param dispersion φ, variance by mean, at least 1
  static int running(double[] counts, double expected, double dispersion) {
    int n = counts.length;
    if (n == 0 || expected <= 0) {
      return 0;
    }
    double low = expected / dispersion;
    double high = RATIO * low;
    double up = GAMMA * Math.log(n);
    double calm = 0;
    double burst = up;
    // Since when each state's cheapest path is in a burst; n for not.
    int began = 0;
    for (int i = 0; i < n; i++) {
      double x = counts[i] / dispersion;
      if (calm + up < burst) {
        burst = calm + up;
        began = i;
      }
      // Moving down is free, so a path that leaves the burst may be the cheapest calm one.
      calm = Math.min(calm, burst);
      calm += low - x * Math.log(low);
      burst += high - x * Math.log(high);
    }
    return burst < calm ? n - began : 0;
  }
}
