package io.groundswell.trend.evidence;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// What speaks for a rise.
///
/// @param agreeing the methods that call it one
/// @param surprise `−log₁₀` of the probability that so many happen by chance
/// @param momentum how much larger, in e-folds, the counts of lately are than those of before
/// @param burst steps for which Kleinberg's burst has held, 0 for none
public record Evidence(Set<Method> agreeing, Drift drift, double surprise, double momentum, int burst) {

  /// Deviations above the expected that [Method#LEVEL] asks for.
  public static final double SIGNIFICANT = 3;
  /// What [Method#SURPRISE] asks for: one in a thousand.
  private static final double RARE = 3;

  public Evidence {
    agreeing = Set.copyOf(agreeing);
  }

  /// A span of a series, against what was expected of it.
  ///
  /// @param observed sum over the span
  /// @param significance distance of `observed` from `expected` in the series' deviations
  public record Span(double observed, double expected, double variance, double significance) {
  }

  /// Asks all methods.
  ///
  /// @param values sums of steps, the newest last
  /// @param recent so many of them, the last ones, say where it is going
  /// @param perStep what is expected in a step
  /// @param dispersion variance of a step by its mean, at least 1
  /// @param unit size of one event
  /// @param novel whether the series has fired, and rises
  public static Evidence of(Span span, double[] values, int recent, double perStep, double dispersion, double unit,
      boolean novel) {
    var counts = Arrays.stream(values).map(value -> value / unit).toArray();
    double surprise = Surprise.of(span.observed / unit, span.expected / unit, span.variance / (unit * unit));
    var momentum = Momentum.of(counts);
    int burst = burst(values, perStep, dispersion, unit);
    var drift = Drift.of(Arrays.copyOfRange(values, Math.max(0, values.length - recent), values.length));
    var agreeing = EnumSet.noneOf(Method.class);
    add(agreeing, Method.NOVELTY, novel);
    add(agreeing, Method.LEVEL, span.significance >= SIGNIFICANT);
    add(agreeing, Method.SURPRISE, surprise >= RARE);
    add(agreeing, Method.BURST, burst > 0);
    add(agreeing, Method.MOMENTUM, momentum.isGaining());
    add(agreeing, Method.DIRECTION, drift.direction() == Direction.RISING);
    return new Evidence(agreeing, drift, surprise, momentum.macd(), burst);
  }

  /// For how many of the last steps a burst has held, by Kleinberg's automaton; 0 for none.
  ///
  /// @param perStep what is expected in a step
  /// @param dispersion variance of a step by its mean, at least 1
  /// @param unit size of one event
  public static int burst(double[] values, double perStep, double dispersion, double unit) {
    var counts = Arrays.stream(values).map(value -> value / unit).toArray();
    return Bursts.running(counts, Math.max(perStep / unit, 1.0 / Math.max(1, counts.length)), dispersion);
  }

  private static void add(Set<Method> agreeing, Method method, boolean agrees) {
    if (agrees) {
      agreeing.add(method);
    }
  }
}
