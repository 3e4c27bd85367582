package io.groundswell.metrics.partition;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// Which days stand and which ranges were declared, as of the keeper's last look.
@ApplicationScoped
public class PartitionDays {

  private static final long DAY_SECONDS = 86_400;
  private static final NavigableMap<Instant, Instant> NONE = Collections.emptyNavigableMap();

  private volatile Set<LocalDate> days = Set.of();
  /// By organisation: where what was declared begins and ends, ranges that touch each other in one.
  private volatile Map<Integer, NavigableMap<Instant, Instant>> declared = Map.of();
  private volatile Set<LocalDate> archived = Set.of();
  private volatile long archivedBefore = Long.MIN_VALUE;

  /// The declarations must be at least as old as the days, or a day just declared would look forbidden.
  void seen(Set<LocalDate> standing, Set<LocalDate> gone, List<DeclaredRange> ranges) {
    archived = Set.copyOf(gone);
    archivedBefore = gone.stream().mapToLong(day -> (day.toEpochDay() + 1) * DAY_SECONDS).max().orElse(Long.MIN_VALUE);
    declared = merged(ranges);
    days = Set.copyOf(standing);
  }

  public boolean has(LocalDate day) {
    return days.contains(day);
  }

  /// Whether the time lies in a day that is archived and takes no row.
  public boolean isArchived(Instant time) {
    return time.getEpochSecond() < archivedBefore
        && archived.contains(LocalDate.ofEpochDay(Math.floorDiv(time.getEpochSecond(), DAY_SECONDS)));
  }

  /// Whether the organisation declared a backfill that holds the time.
  public boolean isDeclared(int organization, Instant time) {
    var last = declared.getOrDefault(organization, NONE).floorEntry(time);
    return last != null && time.isBefore(last.getValue());
  }

  /// Whether the organisation declared a backfill that touches the span.
  public boolean touchesBackfill(int organization, Instant from, Instant to) {
    var last = declared.getOrDefault(organization, NONE).lowerEntry(to);
    return last != null && from.isBefore(last.getValue());
  }

  /// An answer asks of each of its buckets, and there may be as many declarations as there were imports.
  private static Map<Integer, NavigableMap<Instant, Instant>> merged(List<DeclaredRange> ranges) {
    var merged = new HashMap<Integer, NavigableMap<Instant, Instant>>();
    ranges.stream().sorted(Comparator.comparing(DeclaredRange::from)).forEach(range -> {
      var own = merged.computeIfAbsent(range.organization(), first -> new TreeMap<>());
      var last = own.lastEntry();
      if (last == null || last.getValue().isBefore(range.from())) {
        own.put(range.from(), range.to());
      } else if (last.getValue().isBefore(range.to())) {
        own.put(last.getKey(), range.to());
      }
    });
    return Map.copyOf(merged);
  }

  /// Days in a row that stand, from the given one on.
  long runway(LocalDate today) {
    var standing = days;
    long count = 0;
    while (standing.contains(today.plusDays(count))) {
      count++;
    }
    return count;
  }
}
