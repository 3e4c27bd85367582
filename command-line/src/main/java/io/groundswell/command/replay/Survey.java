package io.groundswell.command.replay;

import io.groundswell.command.manners.CommandFailed;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// All files read once before anything is sent, so that a bad row is found while nothing has happened yet.
///
/// @param rows rows of each file
/// @param first the earliest timestamp of all
/// @param ranges the UTC days that hold rows, as few ranges: what a backfill declares
/// @param repeated rows with the timestamp of the row before them: the same event, which counts once
record Survey(Map<SeriesFile, Long> rows, Instant first, List<DayRange> ranges, long repeated) {

  /// Empty days up to this many are declared along with the days around them: one partition too many a day is cheaper
  /// than a declaration for every week of a weekly series.
  private static final int GAP_DAYS = 31;

  /// Longer ranges are declared in pieces: the edge takes 1,100 days at once.
  private static final int LONGEST_DAYS = 366;

  /// Whole days: from the start of the first to the end of the last.
  record DayRange(LocalDate first, LocalDate last) {

    Instant from() {
      return first.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /// The first instant behind it.
    Instant to() {
      return last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
  }

  /// @throws CommandFailed at the first bad row, or where there is no row at all
  static Survey of(List<SeriesFile> files) {
    var rows = new LinkedHashMap<SeriesFile, Long>();
    var days = new TreeSet<LocalDate>();
    var first = Instant.MAX;
    long repeated = 0;
    for (var file : files) {
      long count = 0;
      var before = Instant.MIN;
      try (var reader = file.open()) {
        for (var row = reader.next(); row != null; row = reader.next()) {
          count++;
          repeated += row.time().equals(before) ? 1 : 0;
          before = row.time();
          first = before.isBefore(first) ? before : first;
          days.add(LocalDate.ofInstant(before, ZoneOffset.UTC));
        }
      }
      if (count == 0) {
        throw CommandFailed.badData(file.path() + " has no rows");
      }
      rows.put(file, count);
    }
    return new Survey(rows, first, ranges(days), repeated);
  }

  /// The earliest timestamp of what is still to be sent; that of all where nothing is.
  Instant firstAfter(Checkpoint checkpoint) {
    if (rows.keySet().stream().allMatch(file -> checkpoint.reached(file).answered() == 0)) {
      return first;
    }
    var earliest = Instant.MAX;
    for (var file : rows.keySet()) {
      long answered = checkpoint.reached(file).answered();
      try (var reader = file.open()) {
        for (var row = reader.next(); row != null; row = reader.next()) {
          if (row.number() > answered && row.time().isBefore(earliest)) {
            earliest = row.time();
          }
        }
      }
    }
    return earliest.equals(Instant.MAX) ? first : earliest;
  }

  long total() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  private static List<DayRange> ranges(TreeSet<LocalDate> days) {
    var ranges = new ArrayList<DayRange>();
    for (var day : days) {
      var open = ranges.isEmpty() ? null : ranges.getLast();
      if (open != null && !day.isAfter(open.last().plusDays(GAP_DAYS))
          && day.isBefore(open.first().plusDays(LONGEST_DAYS))) {
        ranges.set(ranges.size() - 1, new DayRange(open.first(), day));
      } else {
        ranges.add(new DayRange(day, day));
      }
    }
    return List.copyOf(ranges);
  }
}
