package io.groundswell.command.imports;

import io.groundswell.command.send.Edge;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/// Declares the days of an import before their events are sent, each once. Days that lie near each other are declared
/// together: a request costs more than the partitions of three days in between.
final class Ranges {

  private static final int BRIDGED_DAYS = 3;
  private static final int LONGEST_DAYS = 1_000;

  private final Edge edge;
  private final Set<LocalDate> declared = new HashSet<>();

  Ranges(Edge edge) {
    this.edge = edge;
  }

  /// Returns once events of these days are taken; of those of before 1970 and of the future none are, whatever is
  /// declared.
  synchronized void declare(NavigableSet<LocalDate> days) throws InterruptedException {
    var missing = new TreeSet<LocalDate>(days);
    missing.removeAll(declared);
    var today = LocalDate.ofInstant(InstantSource.system().instant(), ZoneOffset.UTC);
    missing.removeIf(day -> day.isAfter(today) || day.isBefore(LocalDate.EPOCH));
    while (!missing.isEmpty()) {
      var first = missing.pollFirst();
      var last = first;
      while (!missing.isEmpty() && !missing.first().isAfter(last.plusDays(BRIDGED_DAYS))
          && missing.first().isBefore(first.plusDays(LONGEST_DAYS))) {
        last = missing.pollFirst();
      }
      edge.declare(first.atStartOfDay(ZoneOffset.UTC).toInstant(),
          last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
      first.datesUntil(last.plusDays(1)).forEach(declared::add);
    }
  }
}
