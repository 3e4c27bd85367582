package io.groundswell.metrics.rollup;

import java.time.LocalDate;
import java.util.Comparator;

/// A series on a UTC day.
record DayKey(int organization, long subject, int measure, LocalDate day) {

  /// That of the table's key: everybody locks rows in this order.
  static final Comparator<DayKey> ORDER = Comparator.comparingInt(DayKey::organization)
      .thenComparingLong(DayKey::subject)
      .thenComparingInt(DayKey::measure)
      .thenComparing(DayKey::day);
}
