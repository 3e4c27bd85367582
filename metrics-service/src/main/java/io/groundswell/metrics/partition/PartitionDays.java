package io.groundswell.metrics.partition;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/// Which days stand and which ranges were declared, as of the keeper's last look.
@ApplicationScoped
public class PartitionDays {

  private static final long DAY_SECONDS = 86_400;

  private volatile Set<LocalDate> days = Set.of();
  private volatile List<DeclaredRange> declared = List.of();
  private volatile Set<LocalDate> archived = Set.of();
  private volatile long archivedBefore = Long.MIN_VALUE;

  /// The declarations must be at least as old as the days, or a day just declared would look forbidden.
  void seen(Set<LocalDate> standing, Set<LocalDate> gone, List<DeclaredRange> ranges) {
    archived = Set.copyOf(gone);
    archivedBefore = gone.stream().mapToLong(day -> (day.toEpochDay() + 1) * DAY_SECONDS).max().orElse(Long.MIN_VALUE);
    declared = List.copyOf(ranges);
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
    return declared.stream().anyMatch(range -> range.organization() == organization && range.contains(time));
  }

  /// Whether the organisation declared a backfill that touches the span.
  public boolean touchesBackfill(int organization, Instant from, Instant to) {
    return declared.stream().anyMatch(range -> range.organization() == organization && range.overlaps(from, to));
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
