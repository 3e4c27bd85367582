package io.groundswell.metrics.rollup;

import java.util.Comparator;

/// A series on a UTC day.
///
/// @param day days since 1970-01-01
record DayKey(int organization, int subject, int measure, long day) {

  /// That of the table's key: everybody locks rows in this order.
  static final Comparator<DayKey> ORDER = Comparator.comparingInt(DayKey::organization)
      .thenComparingInt(DayKey::subject)
      .thenComparingInt(DayKey::measure)
      .thenComparingLong(DayKey::day);

  boolean is(int otherOrganization, int otherSubject, int otherMeasure, long otherDay) {
    return subject == otherSubject && day == otherDay && measure == otherMeasure && organization == otherOrganization;
  }
}
