package io.groundswell.metrics.archive;

import io.groundswell.metrics.dayfile.DayFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of every partition that somebody asked to archive.
final class ArchiveRegistry {

  private static final String SELECT = "SELECT " + Archived.COLUMNS + " FROM analytics.archive_partition";

  private static final String ALL = SELECT + " ORDER BY day, partitioned DESC";

  private static final String DAY = SELECT + " WHERE day <= ? AND ? < day + days ORDER BY partitioned DESC";

  private static final String UNFINISHED = """
      SELECT DISTINCT day FROM analytics.archive_partition
      WHERE state NOT IN ('dropped', 'restored') OR (state = 'restored' AND restored_until <= now())
      ORDER BY day""";

  /// Only partitions that stand, all of whose days are asked for, and both tables.
  private static final String ASK = """
      WITH asked AS (
        INSERT INTO analytics.archive_partition (day, days, partitioned)
        SELECT part.partition_start, part.days, partitioned
        FROM (SELECT partition_start, count(*)::int AS days FROM analytics.partition_day GROUP BY partition_start
          HAVING max(day) < ?) AS part, unnest(ARRAY['time_series_metrics', 'analytics_events']) AS partitioned
        ON CONFLICT (day, partitioned) DO NOTHING RETURNING days, partitioned)
      SELECT coalesce(sum(days) FILTER (WHERE partitioned = 'analytics_events'), 0) FROM asked""";

  private static final String MOVE = """
      UPDATE analytics.archive_partition SET state = ?, changed_at = now(), error = NULL
      WHERE day = ? AND partitioned = ? AND state = ?""";

  private static final String FAIL = """
      UPDATE analytics.archive_partition SET error = ?, changed_at = now() WHERE day = ? AND partitioned = ?""";

  private static final String EXPORTED = """
      UPDATE analytics.archive_partition SET state = 'exported', changed_at = now(), error = NULL, generation = ?,
        digest = ?, rows = ?, bytes = ?, content = ?, sha256 = ?, first_at = ?, last_at = ?, file = ?
      WHERE day = ? AND partitioned = ? AND state = 'sealed'""";

  private final Connection connection;

  ArchiveRegistry(Connection connection) {
    this.connection = connection;
  }

  List<Archived> all() throws SQLException {
    try (var statement = connection.prepareStatement(ALL)) {
      return list(statement);
    }
  }

  /// Both tables' partitions that hold the day, in the order in which everybody locks them; empty where nobody asked
  /// for it.
  List<Archived> day(LocalDate day) throws SQLException {
    try (var statement = connection.prepareStatement(DAY)) {
      statement.setObject(1, day);
      statement.setObject(2, day);
      return list(statement);
    }
  }

  /// The same, locked to the end of the transaction.
  List<Archived> lock(LocalDate day) throws SQLException {
    try (var statement = connection.prepareStatement(DAY + " FOR UPDATE")) {
      statement.setObject(1, day);
      statement.setObject(2, day);
      return list(statement);
    }
  }

  List<LocalDate> unfinished() throws SQLException {
    var days = new ArrayList<LocalDate>();
    try (var statement = connection.prepareStatement(UNFINISHED); var rows = statement.executeQuery()) {
      while (rows.next()) {
        days.add(rows.getObject("day", LocalDate.class));
      }
    }
    return days;
  }

  /// Asks for all partitions that hold but days before the given one.
  ///
  /// @return how many days nobody had asked for before
  int ask(LocalDate before) throws SQLException {
    try (var statement = connection.prepareStatement(ASK)) {
      statement.setObject(1, before);
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /// @return whether it stood where it was thought to stand
  boolean move(Archived partition, Archived.State to) throws SQLException {
    try (var statement = connection.prepareStatement(MOVE)) {
      statement.setString(1, to.slug());
      statement.setObject(2, partition.day());
      statement.setString(3, partition.table().sql());
      statement.setString(4, partition.state().slug());
      return statement.executeUpdate() == 1;
    }
  }

  void fail(Archived partition, @Nullable String error) throws SQLException {
    try (var statement = connection.prepareStatement(FAIL)) {
      statement.setString(1, error);
      statement.setObject(2, partition.day());
      statement.setString(3, partition.table().sql());
      statement.executeUpdate();
    }
  }

  void exported(Archived partition, int generation, String digest, DayFile.Facts facts, String file)
      throws SQLException {
    try (var statement = connection.prepareStatement(EXPORTED)) {
      statement.setInt(1, generation);
      statement.setString(2, digest);
      statement.setLong(3, facts.rows());
      statement.setLong(4, facts.bytes());
      statement.setString(5, facts.content());
      statement.setString(6, facts.sha256());
      statement.setObject(7, facts.first() == null ? null : OffsetDateTime.ofInstant(facts.first(), ZoneOffset.UTC));
      statement.setObject(8, facts.last() == null ? null : OffsetDateTime.ofInstant(facts.last(), ZoneOffset.UTC));
      statement.setString(9, file);
      statement.setObject(10, partition.day());
      statement.setString(11, partition.table().sql());
      statement.executeUpdate();
    }
  }

  private static List<Archived> list(PreparedStatement statement) throws SQLException {
    var found = new ArrayList<Archived>();
    try (var rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(Archived.from(rows));
      }
    }
    return found;
  }
}
