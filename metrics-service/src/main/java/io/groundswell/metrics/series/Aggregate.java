package io.groundswell.metrics.series;

import io.groundswell.contract.Kind;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How the numbers of a bucket become one.
enum Aggregate {
  /// Of deltas only: totals and levels do not add up.
  SUM,
  AVG,
  MIN,
  MAX,
  /// The latest number.
  LAST,
  /// How many numbers there are.
  COUNT,
  /// How much a second: the sum of deltas, or the growth of a total, by the length of the bucket. Of complete buckets
  /// only, for of others nobody knows over how long the numbers came.
  RATE,
  /// Of totals only: by how much the counter rose. Each rise counts in the bucket in which it is seen; the number
  /// before the range is the start; a fall means that the counter began anew at 0, so the number after it counts whole.
  GROWTH,
  /// How many persons were behind the numbers; who is nobody's does not count.
  DISTINCT,
  /// The least number that so many hundredths of all numbers do not exceed (the nearest rank, `percentile_disc` in
  /// SQL).
  P50,
  P90,
  P95,
  P99;

  static @Nullable Aggregate find(String slug) {
    for (var aggregate : values()) {
      if (aggregate.slug().equals(slug)) {
        return aggregate;
      }
    }
    return null;
  }

  /// All of them, in words.
  static String choice() {
    return Arrays.stream(values()).map(Aggregate::slug).collect(Collectors.joining(", "));
  }

  /// What is meant where none is asked for.
  static Aggregate of(Kind kind) {
    return switch (kind) {
      case DELTA -> SUM;
      case TOTAL -> LAST;
      case GAUGE -> AVG;
    };
  }

  boolean fits(Kind kind) {
    return switch (this) {
      case SUM -> kind == Kind.DELTA;
      case GROWTH -> kind == Kind.TOTAL;
      case RATE -> kind != Kind.GAUGE;
      case LAST, AVG, MIN, MAX, COUNT, DISTINCT, P50, P90, P95, P99 -> true;
    };
  }

  /// Whether nothing in a complete bucket means 0, and not that nobody knows.
  boolean isZeroWhenEmpty(Kind kind) {
    return switch (this) {
      case COUNT, DISTINCT -> true;
      case SUM, RATE -> kind == Kind.DELTA;
      case AVG, MIN, MAX, LAST, GROWTH, P50, P90, P95, P99 -> false;
    };
  }

  /// Whether it goes by the steps from one number to the next, so that the one before the range matters.
  boolean countsSteps(Kind kind) {
    return this == GROWTH || (this == RATE && kind == Kind.TOTAL);
  }

  /// The share of the numbers that a quantile leaves at or below it, 0 to 1; -1 where this is no quantile.
  double rank() {
    return switch (this) {
      case P50 -> 0.5;
      case P90 -> 0.9;
      case P95 -> 0.95;
      case P99 -> 0.99;
      case SUM, AVG, MIN, MAX, LAST, COUNT, RATE, GROWTH, DISTINCT -> -1;
    };
  }

  boolean isQuantile() {
    return rank() >= 0;
  }

  String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}
