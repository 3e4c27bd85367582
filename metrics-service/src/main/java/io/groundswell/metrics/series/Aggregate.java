package io.groundswell.metrics.series;

import io.groundswell.contract.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How the numbers of a bucket become one.
enum Aggregate {
  /// Of deltas only: totals and levels do not add up.
  SUM,
  /// The latest number.
  LAST,
  AVG,
  MIN,
  MAX,
  /// How many numbers there are.
  COUNT,
  /// Of totals only: by how much the counter rose. Each rise counts in the bucket in which it is seen; the number before
  /// the range is the start; a fall means that the counter began anew at 0, so the number after it counts whole.
  GROWTH;

  static @Nullable Aggregate find(String slug) {
    for (var aggregate : values()) {
      if (aggregate.slug().equals(slug)) {
        return aggregate;
      }
    }
    return null;
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
      case LAST, AVG, MIN, MAX, COUNT -> true;
    };
  }

  /// Whether nothing in a complete bucket means 0, and not that nobody knows.
  boolean isZeroWhenEmpty(Kind kind) {
    return this == COUNT || (this == SUM && kind == Kind.DELTA);
  }

  String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}
