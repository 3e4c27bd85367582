package io.groundswell.metrics.archive;

import io.groundswell.contract.Readings;
import io.groundswell.metrics.archive.Archived.State;
import io.groundswell.metrics.dayfile.DayFile;
import io.groundswell.metrics.dayfile.DayTable;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Takes rows that have expired out of the files: both files of the day are written anew without them, by the rules
/// that `expire_events` has for rows.
@ApplicationScoped
public class ArchivedRows {

  private static final String REWRITTEN = """
      UPDATE analytics.archive_partition SET file = ?, rows = ?, content = ?, sha256 = ?, bytes = ?, first_at = ?,
        last_at = ?, changed_at = now()
      WHERE day = ? AND partitioned = ?""";

  /// As `expire_events` does: what is worked out anew of the rows that are left would be too little.
  private static final String THINNED = """
      UPDATE analytics.metric_rollup_day SET thinned = true
      WHERE organization_id = ? AND day = ? AND (subject_id, measure_id) IN (
        SELECT * FROM unnest(?::int[], ?::int[]))""";

  private static final String UNSAID = """
      DELETE FROM analytics.quality_metrics AS q
      USING unnest(?::int[], ?::bigint[], ?::uuid[]) AS gone (subject_id, micros, event_key)
      WHERE q.organization_id = ? AND q.subject_id = gone.subject_id AND q.event_key = gone.event_key
        AND q.observed_at = timestamptz 'epoch' + gone.micros * interval '1 microsecond'""";

  private final Owner owner;
  private final ArchiveConfig config;

  ArchivedRows(DataSource dataSource, ArchiveConfig config) {
    this.owner = new Owner(dataSource);
    this.config = config;
  }

  /// @param isOnlyInFile whether no row of the day is in the database
  /// @param removed events
  public record Outcome(boolean isOnlyInFile, long removed) {
  }

  /// @param expired of which event types
  /// @return empty while the day is on its way into the archive: ask again
  public Optional<Outcome> expire(LocalDate day, int organization, Predicate<String> expired) {
    try {
      var done = owner.transaction(connection -> rewrite(connection, day, organization, expired));
      if (done.outcome != null) {
        for (var partition : done.rewritten) {
          files().removeOthers(partition.table(), partition.day(), Objects.requireNonNull(partition.file()));
        }
      }
      return Optional.ofNullable(done.outcome);
    } catch (SQLException | IOException trouble) {
      throw new IllegalStateException("the archive cannot be gone through: " + trouble.getMessage(), trouble);
    }
  }

  /// @param rewritten as they stand now
  private record Done(@Nullable Outcome outcome, List<Archived> rewritten) {
  }

  private Done rewrite(Connection connection, LocalDate day, int organization, Predicate<String> expired)
      throws SQLException, IOException {
    var registry = new ArchiveRegistry(connection);
    var partitions = registry.lock(day);
    if (partitions.stream().anyMatch(each -> each.state() == State.CLOSED || each.state() == State.DETACHED)) {
      // Rows that can be reached neither here nor there, for moments.
      return new Done(null, List.of());
    }
    boolean onlyInFile = !partitions.isEmpty() && partitions.getFirst().state() == State.DROPPED;
    if (!onlyInFile && partitions.stream().noneMatch(each -> each.state() == State.RESTORED)) {
      // A file that was made before the rows went is compared with what is left, and made anew.
      return new Done(new Outcome(false, 0), List.of());
    }
    var gone = new Expired(organization, expired, day);
    copy(connection, of(partitions, DayTable.ANALYTICS_EVENTS), gone::ofEvents);
    copy(connection, of(partitions, DayTable.TIME_SERIES_METRICS), gone::ofNumbers);
    gone.thin(connection, day);
    gone.unsay(connection);
    return new Done(new Outcome(onlyInFile, gone.count), gone.count == 0 ? List.of() : registry.day(day));
  }

  private void copy(Connection connection, Archived partition, DayFile.Change change)
      throws SQLException, IOException {
    var table = partition.table();
    var name = ArchiveFiles.newName(table, partition.day());
    var facts = files().open(table, Objects.requireNonNull(partition.file())).copyTo(files().open(table, name), change);
    if (Objects.equals(partition.rows(), facts.rows())) {
      files().remove(name);
      return;
    }
    files().writeManifest(table, partition.day(), name, facts);
    try (var statement = connection.prepareStatement(REWRITTEN)) {
      statement.setString(1, name);
      statement.setLong(2, facts.rows());
      statement.setString(3, facts.content());
      statement.setString(4, facts.sha256());
      statement.setLong(5, facts.bytes());
      statement.setObject(6, utc(facts.first()));
      statement.setObject(7, utc(facts.last()));
      statement.setObject(8, partition.day());
      statement.setString(9, table.sql());
      statement.executeUpdate();
    }
  }

  private static Archived of(List<Archived> partitions, DayTable table) {
    return partitions.stream().filter(each -> each.table() == table).findFirst().orElseThrow();
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
    return time == null ? null : OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
  }

  private ArchiveFiles files() {
    return new ArchiveFiles(config.directory()
        .orElseThrow(() -> new IllegalStateException("groundswell.archive.directory is not set, and days are in it")));
  }

  /// Which rows go. Events come first, for a number does not say of what type its event is; one without an event is
  /// of an event that is nothing but numbers.
  private static final class Expired {

    private static final DayTable EVENTS = DayTable.ANALYTICS_EVENTS;
    private static final DayTable NUMBERS = DayTable.TIME_SERIES_METRICS;
    private static final int TYPE = EVENTS.place("event_type");
    private static final int ORDINAL = NUMBERS.place("ordinal");
    private static final int SUBJECT = NUMBERS.place("subject_id");
    private static final int MEASURE = NUMBERS.place("measure_id");

    private static final long DAY_MICROS = 86_400_000_000L;

    private final int organization;
    private final Predicate<String> expired;
    private final long since;
    private final Set<Key> gone = new HashSet<>();
    private final Set<Key> kept = new HashSet<>();
    private final Set<List<Integer>> series = new HashSet<>();
    private long count;

    /// @param day of those in the file
    Expired(int organization, Predicate<String> expired, LocalDate day) {
      this.since = day.toEpochDay() * DAY_MICROS;
      this.organization = organization;
      this.expired = expired;
    }

    @Nullable
    List<@Nullable Object> ofEvents(List<@Nullable Object> row) {
      if (!isOurs(EVENTS, "event_timestamp", row)) {
        return row;
      }
      boolean goes = expired.test((String) Objects.requireNonNull(row.get(TYPE)));
      (goes ? gone : kept).add(key(EVENTS, "event_timestamp", row));
      return goes ? null : row;
    }

    @Nullable
    List<@Nullable Object> ofNumbers(List<@Nullable Object> row) {
      if (!isOurs(NUMBERS, "observed_at", row)) {
        return row;
      }
      var key = key(NUMBERS, "observed_at", row);
      boolean goes = gone.contains(key) || (!kept.contains(key) && expired.test(Readings.METRIC_OBSERVED));
      if (goes) {
        series.add(List.of((Integer) Objects.requireNonNull(row.get(SUBJECT)),
            (Integer) Objects.requireNonNull(row.get(MEASURE))));
      }
      if (goes && ((Number) Objects.requireNonNull(row.get(ORDINAL))).intValue() == 0) {
        count++;
      }
      return goes ? null : row;
    }

    void thin(Connection connection, LocalDate day) throws SQLException {
      try (var statement = connection.prepareStatement(THINNED)) {
        statement.setInt(1, organization);
        statement.setObject(2, day);
        statement.setArray(3, connection.createArrayOf("int", series.stream().map(List::getFirst).toArray()));
        statement.setArray(4, connection.createArrayOf("int", series.stream().map(List::getLast).toArray()));
        statement.executeUpdate();
      }
    }

    /// What they said of quality stands in the database, however long they have been in a file.
    void unsay(Connection connection) throws SQLException {
      try (var statement = connection.prepareStatement(UNSAID)) {
        statement.setArray(1, connection.createArrayOf("int", gone.stream().map(Key::subject).toArray()));
        statement.setArray(2, connection.createArrayOf("bigint", gone.stream().map(Key::time).toArray()));
        statement.setArray(3, connection.createArrayOf("uuid", gone.stream().map(Key::event).toArray()));
        statement.setInt(4, organization);
        statement.executeUpdate();
      }
    }

    private boolean isOurs(DayTable table, String time, List<@Nullable Object> row) {
      return Objects.equals(row.get(table.place("organization_id")), organization)
          && row.get(table.place(time)) instanceof Long at && at >= since && at < since + DAY_MICROS;
    }

    private static Key key(DayTable table, String time, List<@Nullable Object> row) {
      return new Key(Objects.requireNonNull(row.get(table.place("subject_id"))),
          Objects.requireNonNull(row.get(table.place(time))),
          Objects.requireNonNull(row.get(table.place("event_key"))));
    }

    /// What an event is known by within an organisation, as the files hold it.
    private record Key(Object subject, Object time, Object event) {
    }
  }
}
