package io.groundswell.metrics.partition;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/// Days in a row, both ends included, few enough to be made in one transaction.
record DaySpan(LocalDate first, LocalDate last) {

  /// Two tables, two indexes and their toast a day, each a lock until the commit: 31 days stay well below the 6,400
  /// locks of a server with default settings.
  private static final int LONGEST = 31;

  /// Cuts a set of days into spans, leaving out what is not in it.
  static List<DaySpan> of(SortedSet<LocalDate> days) {
    var spans = new ArrayList<DaySpan>();
    for (var day : days) {
      var open = spans.isEmpty() ? null : spans.getLast();
      if (open != null && open.last.plusDays(1).equals(day) && open.first.plusDays(LONGEST).isAfter(day)) {
        spans.set(spans.size() - 1, new DaySpan(open.first, day));
      } else {
        spans.add(new DaySpan(day, day));
      }
    }
    return spans;
  }
}
