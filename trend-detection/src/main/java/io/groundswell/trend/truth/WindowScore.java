package io.groundswell.trend.truth;

import io.groundswell.trend.truth.LabelledSeries.Span;
import org.jspecify.annotations.Nullable;

/// What firings are worth by the standard profile of the Numenta Anomaly Benchmark (Lavin & Ahmad 2015).
///
/// With `σ(y) = 2/(1 + e^(5y)) − 1`:
///
/// - The best firing inside a window earns `σ(y)/σ(−1)`, `y = −(right − row + 1)/width`: 1 at the left edge, towards 0
///   at the right. A window without a firing costs 1.
/// - A firing outside costs `0.11 · |σ(y)|`, `y` the distance past the right edge of the window before, divided by its
///   width less one; 0.11 where there is no window before, or `y > 3`.
/// - Rows before [LabelledSeries#firstCounted] count neither way.
///
/// @param sum of all that; at most the number of windows
public record WindowScore(double sum, int falseFirings, int hits, int windows) {

  public static final WindowScore NONE = new WindowScore(0, 0, 0, 0);

  private static final double FALSE_FIRING = 0.11;
  private static final double FAR = 3;

  /// @param scores of each row; it fires where the score is the threshold or more
  public static WindowScore of(LabelledSeries series, double[] scores, double threshold) {
    var total = NONE;
    for (var window : series.windows()) {
      total = total.plus(inside(series, window, scores, threshold));
    }
    for (int row = series.firstCounted(); row < series.rows(); row++) {
      if (scores[row] >= threshold && !isInside(series, row)) {
        total = total.plus(new WindowScore(-FALSE_FIRING * outside(before(series, row), row), 1, 0, 0));
      }
    }
    return total;
  }

  private static WindowScore inside(LabelledSeries series, Span window, double[] scores, double threshold) {
    for (int row = Math.max(window.left(), series.firstCounted()); row <= window.right(); row++) {
      if (scores[row] >= threshold) {
        // The first is the best, for σ falls from left to right.
        double y = -(window.right() - row + 1.0) / window.width();
        return new WindowScore(sigmoid(y) / sigmoid(-1), 0, 1, 1);
      }
    }
    return new WindowScore(-1, 0, 0, 1);
  }

  private static double outside(@Nullable Span before, int row) {
    if (before == null) {
      return 1;
    }
    double y = (row - before.right()) / (before.width() - 1.0);
    return y > FAR ? 1 : Math.abs(sigmoid(y));
  }

  private static boolean isInside(LabelledSeries series, int row) {
    return series.windows().stream().anyMatch(window -> window.holds(row));
  }

  private static @Nullable Span before(LabelledSeries series, int row) {
    Span before = null;
    for (var window : series.windows()) {
      if (window.right() < row) {
        before = window;
      }
    }
    return before;
  }

  private static double sigmoid(double y) {
    return 2 / (1 + Math.exp(5 * y)) - 1;
  }

  public WindowScore plus(WindowScore other) {
    return new WindowScore(sum + other.sum, falseFirings + other.falseFirings, hits + other.hits,
        windows + other.windows);
  }

  /// 0 for firing never, 100 for firing at the left edge of every window and nowhere else:
  /// `100 · (sum + windows) / (2 · windows)`.
  public double normalised() {
    return 100 * (sum + windows) / (2 * windows);
  }
}
