package io.groundswell.metrics.partition;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/// Days in a row, both ends included, few enough to be made in one transaction.
record DaySpan(LocalDate first, LocalDate last) {

  /// Cuts a set of days into spans, leaving out what is not in it.
  ///
  /// @param longest days of a span
  static List<DaySpan> of(SortedSet<LocalDate> days, int longest) {
    var spans = new ArrayList<DaySpan>();
    for (var day : days) {
      var open = spans.isEmpty() ? null : spans.getLast();
      if (open != null && open.last.plusDays(1).equals(day) && open.first.plusDays(longest).isAfter(day)) {
        spans.set(spans.size() - 1, new DaySpan(open.first, day));
      } else {
        spans.add(new DaySpan(day, day));
      }
    }
    return spans;
  }
}
