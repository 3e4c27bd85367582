package io.groundswell.metrics.eventlog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/// An event with its names turned into numbers, on its way into the tables.
///
/// @param measures one for each reading; the single 0 for an event without readings
record Candidate(LoggedEvent event, long subject, int[] measures) {

  static final int NO_MEASURE = 0;

  private static final Comparator<UUID> UNSIGNED = (one, other) -> {
    int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
    return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
  };

  /// That of the primary key, as PostgreSQL compares (UUIDs byte for byte). Equal means: the same event.
  static final Comparator<Candidate> ORDER = Comparator.comparingInt((Candidate c) -> c.event.organization())
      .thenComparingLong(Candidate::subject)
      .thenComparing(c -> c.event.observedAt())
      .thenComparing(c -> c.event.key(), UNSIGNED);

  /// The number of a row: 0 in the row of an event that has none.
  double value(int ordinal) {
    return event.readings().isEmpty() ? 0 : event.readings().get(ordinal).value();
  }

  /// Sorted, each event once: the first of its identity, in the order given, wins.
  static List<Candidate> sortedDistinct(List<Candidate> candidates) {
    var sorted = new ArrayList<>(candidates);
    sorted.sort(ORDER);
    var distinct = new ArrayList<Candidate>(sorted.size());
    for (var candidate : sorted) {
      if (distinct.isEmpty() || ORDER.compare(distinct.getLast(), candidate) != 0) {
        distinct.add(candidate);
      }
    }
    return distinct;
  }
}
