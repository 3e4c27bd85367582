package io.groundswell.metrics.series;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What stands in complete buckets where nothing was measured. A bucket that is not complete is never filled: nobody
/// knows yet. One that is archived ends what is carried and drawn: it had numbers, and nobody knows any more which.
enum Fill {
  /// Nothing, also where it would be certain that it is 0.
  NULL,
  /// 0.
  ZERO,
  /// The value before it.
  PREVIOUS,
  /// The straight line between the values before and after it; nothing before the first and after the last.
  LINEAR;

  static @Nullable Fill find(String slug) {
    for (var fill : values()) {
      if (fill.slug().equals(slug)) {
        return fill;
      }
    }
    return null;
  }

  String slug() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether what it fills in follows from other buckets.
  boolean needsNeighbours() {
    return this == PREVIOUS || this == LINEAR;
  }

  /// @param before the value before the first point, where it is known
  List<Series.Point> fill(List<Series.Point> points, @Nullable BigDecimal before) {
    return switch (this) {
      case NULL -> points;
      case ZERO -> points.stream().map(point -> isGap(point) ? point.filledWith(BigDecimal.ZERO) : point).toList();
      case PREVIOUS -> carried(points, before);
      case LINEAR -> drawn(points);
    };
  }

  private static boolean isGap(Series.Point point) {
    return point.value() == null && point.complete() && !point.archived();
  }

  private static List<Series.Point> carried(List<Series.Point> points, @Nullable BigDecimal before) {
    var filled = new ArrayList<Series.Point>(points.size());
    var latest = before;
    for (var point : points) {
      filled.add(latest != null && isGap(point) ? point.filledWith(latest) : point);
      latest = point.archived() ? null : point.value() == null ? latest : point.value();
    }
    return filled;
  }

  private static List<Series.Point> drawn(List<Series.Point> points) {
    var filled = new ArrayList<>(points);
    int known = -1;
    for (int i = 0; i < points.size(); i++) {
      if (points.get(i).archived()) {
        known = -1;
      } else if (points.get(i).value() != null) {
        for (int gap = known + 1; known >= 0 && gap < i; gap++) {
          if (isGap(points.get(gap))) {
            filled.set(gap, points.get(gap).filledWith(between(points.get(known), points.get(i), points.get(gap))));
          }
        }
        known = i;
      }
    }
    return filled;
  }

  /// By time and not by number of buckets, for days and months have different lengths.
  private static BigDecimal between(Series.Point left, Series.Point right, Series.Point wanted) {
    var start = left.known();
    var whole = BigDecimal.valueOf(Duration.between(left.from(), right.from()).toSeconds());
    var passed = BigDecimal.valueOf(Duration.between(left.from(), wanted.from()).toSeconds());
    var rise = right.known().subtract(start).multiply(passed);
    return Part.plain(start.add(whole.signum() == 0 ? BigDecimal.ZERO : rise.divide(whole, MathContext.DECIMAL64)));
  }
}
