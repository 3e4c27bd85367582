package io.groundswell.metrics.series;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the rows of one measure, or of several, come to in one bucket. Holds what was asked for: a sum has no last
/// value.
///
/// @param rise by how much a counter rose
/// @param figure what the database has worked out whole, a quantile or how many persons; two of them cannot be added
record Part(long events, BigDecimal sum, double minimum, double maximum, @Nullable Last last, BigDecimal rise,
    @Nullable BigDecimal figure) {

  /// The row with the greatest (time, key).
  record Last(Instant at, UUID key, double value) implements Comparable<Last> {

    @Override
    public int compareTo(Last other) {
      int order = at.compareTo(other.at);
      // Lower-case hex of one length: the order of the text is that of the bytes, as in PostgreSQL.
      return order != 0 ? order : key.toString().compareTo(other.key.toString());
    }
  }

  static Part amounts(long events, BigDecimal sum, double minimum, double maximum, @Nullable Last last) {
    return new Part(events, sum, minimum, maximum, last, BigDecimal.ZERO, null);
  }

  static Part last(Last last) {
    return new Part(1, BigDecimal.ZERO, last.value, last.value, last, BigDecimal.ZERO, null);
  }

  static Part growth(long events, BigDecimal rise) {
    return new Part(events, BigDecimal.ZERO, 0, 0, null, rise, null);
  }

  static Part figure(BigDecimal figure) {
    return new Part(1, BigDecimal.ZERO, 0, 0, null, BigDecimal.ZERO, figure);
  }

  Part plus(Part other) {
    if (figure != null || other.figure != null) {
      throw new IllegalStateException("quantiles and persons do not add up");
    }
    var later = last == null || (other.last != null && other.last.compareTo(last) > 0) ? other.last : last;
    return new Part(events + other.events, sum.add(other.sum), Math.min(minimum, other.minimum),
        Math.max(maximum, other.maximum), later, rise.add(other.rise), null);
  }

  /// An average and a rate have 16 digits; everything else is exact.
  ///
  /// @param seconds how long the bucket is
  BigDecimal value(Aggregate aggregate, long seconds) {
    return plain(switch (aggregate) {
      case SUM -> sum;
      case COUNT -> BigDecimal.valueOf(events);
      case MIN -> BigDecimal.valueOf(minimum);
      case MAX -> BigDecimal.valueOf(maximum);
      case AVG -> sum.divide(BigDecimal.valueOf(events), MathContext.DECIMAL64);
      case GROWTH -> rise;
      case RATE -> sum.add(rise).divide(BigDecimal.valueOf(Math.max(1, seconds)), MathContext.DECIMAL64);
      case LAST -> BigDecimal.valueOf(asked(last).value);
      case DISTINCT, P50, P90, P95, P99 -> asked(figure);
    });
  }

  private static <T> T asked(@Nullable T read) {
    if (read == null) {
      throw new IllegalStateException("this was not read");
    }
    return read;
  }

  /// 10.00 as 10, and 1E+3 as 1000.
  static BigDecimal plain(BigDecimal number) {
    var stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
