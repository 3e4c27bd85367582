package io.groundswell.metrics.series;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the rows of one measure, or of several, come to in one bucket. Holds what was asked for: a sum has no last value.
///
/// @param rise by how much a counter rose
record Part(long events, BigDecimal sum, double minimum, double maximum, @Nullable Last last, BigDecimal rise) {

  /// The row with the greatest (time, key).
  record Last(Instant at, UUID key, double value) implements Comparable<Last> {

    @Override
    public int compareTo(Last other) {
      int order = at.compareTo(other.at);
      // Lower-case hex of one length: the order of the text is that of the bytes, as in PostgreSQL.
      return order != 0 ? order : key.toString().compareTo(other.key.toString());
    }
  }

  static Part amounts(long events, BigDecimal sum, double minimum, double maximum) {
    return new Part(events, sum, minimum, maximum, null, BigDecimal.ZERO);
  }

  static Part last(Last last) {
    return new Part(1, BigDecimal.ZERO, last.value, last.value, last, BigDecimal.ZERO);
  }

  static Part growth(long events, BigDecimal rise) {
    return new Part(events, BigDecimal.ZERO, 0, 0, null, rise);
  }

  Part plus(Part other) {
    var later = last == null || (other.last != null && other.last.compareTo(last) > 0) ? other.last : last;
    return new Part(events + other.events, sum.add(other.sum), Math.min(minimum, other.minimum),
        Math.max(maximum, other.maximum), later, rise.add(other.rise));
  }

  /// An average has 16 digits; everything else is exact.
  BigDecimal value(Aggregate aggregate) {
    var exact = switch (aggregate) {
      case SUM -> sum;
      case COUNT -> BigDecimal.valueOf(events);
      case MIN -> BigDecimal.valueOf(minimum);
      case MAX -> BigDecimal.valueOf(maximum);
      case AVG -> sum.divide(BigDecimal.valueOf(events), MathContext.DECIMAL64);
      case GROWTH -> rise;
      case LAST -> {
        if (last == null) {
          throw new IllegalStateException("the last value was not read");
        }
        yield BigDecimal.valueOf(last.value);
      }
    };
    return plain(exact);
  }

  /// 10.00 as 10, and 1E+3 as 1000.
  private static BigDecimal plain(BigDecimal number) {
    var stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
