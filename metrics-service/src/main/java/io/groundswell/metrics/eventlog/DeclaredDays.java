package io.groundswell.metrics.eventlog;

import io.groundswell.contract.Reason;
import io.groundswell.exactlyonce.SetAside;
import io.groundswell.exactlyonce.Transaction;
import io.groundswell.metrics.partition.PartitionDays;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// History without a partition: is it on its way, or did nobody declare it? A missing partition of a declared day is
/// trouble, and waited for. A day that nobody declared gets no partition ever (the edge refuses such events, so it was
/// written past the edge), and must not keep the rest of the topic waiting.
final class DeclaredDays {

  private static final String STANDING = "SELECT day FROM analytics.partition_day WHERE day = ANY($1)";
  private static final String ARCHIVED = "SELECT day FROM analytics.archived_day WHERE day = ANY($1)";
  private static final String DECLARED_RANGE = "declared_range";
  // The database refuses the rows of a day that is being archived under this name too: see Archiver.
  private static final String ARCHIVED_RANGE = "archived_range";

  private final PartitionDays days;

  DeclaredDays(PartitionDays days) {
    this.days = days;
  }

  /// A day that is archived takes no event, whatever its lane.
  ///
  /// @throws PgException as the constraint says it that a day has before it leaves
  void requireNotArchived(Transaction transaction, List<LoggedEvent> events) {
    var suspects = new TreeSet<LocalDate>();
    for (var event : events) {
      if (days.isArchived(event.observedAt())) {
        suspects.add(LocalDate.ofInstant(event.observedAt(), ZoneOffset.UTC));
      }
    }
    // It may have been restored a second ago.
    if (!suspects.isEmpty() && !known(ARCHIVED, transaction, suspects).isEmpty()) {
      throw refusal("the day is archived", ARCHIVED_RANGE);
    }
  }

  /// @throws PgException as if a check constraint of the table said so, which sets the culprits aside
  void requireDeclared(Transaction transaction, List<LoggedEvent> events) {
    var unknown = new TreeSet<LocalDate>();
    for (var event : events) {
      var day = LocalDate.ofInstant(event.observedAt(), ZoneOffset.UTC);
      if (!days.has(day) && !days.isDeclared(event.organization(), event.observedAt())) {
        unknown.add(day);
      }
    }
    // What the keeper saw may be a second old; what the database says now is not.
    if (!unknown.isEmpty() && !known(STANDING, transaction, unknown).containsAll(unknown)) {
      // A day that was archived a second ago has no partition either.
      throw known(ARCHIVED, transaction, unknown).isEmpty()
          ? refusal("no backfill is declared for this day", DECLARED_RANGE)
          : refusal("the day is archived", ARCHIVED_RANGE);
    }
  }

  private static PgException refusal(String message, String constraint) {
    return new PgException(message, "ERROR", "23514", null, null, null, null, null, null, null, null, null, "analytics",
        "time_series_metrics", "observed_at", null, constraint);
  }

  /// The reason for the quarantine: the database's refusal in our own words where it was ours.
  static String reason(SetAside record) {
    if (!record.reason().equals(SetAside.REFUSED_BY_DATABASE)) {
      return record.reason();
    }
    if (record.detail().endsWith(DECLARED_RANGE)) {
      return Reason.OUTSIDE_DECLARED_RANGE.slug();
    }
    return record.detail().endsWith(ARCHIVED_RANGE) ? Reason.ARCHIVED_RANGE.slug() : record.reason();
  }

  private static Set<LocalDate> known(String sql, Transaction transaction, Set<LocalDate> asked) {
    var standing = new HashSet<LocalDate>();
    for (var row : transaction.run(sql, Tuple.of(asked.toArray(LocalDate[]::new)))) {
      standing.add(row.getLocalDate("day"));
    }
    return standing;
  }
}
