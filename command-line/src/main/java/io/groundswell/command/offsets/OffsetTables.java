package io.groundswell.command.offsets;

import io.groundswell.command.manners.CommandFailed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The offset tables of the services, one each: metrics-service and trend-service.
final class OffsetTables {

  private static final List<String> TABLES = List.of("analytics.consumer_offset", "analytics.trend_consumer_offset");

  private static final String EXISTS = "SELECT to_regclass(?) IS NOT NULL";

  private static final String COLUMNS = """
      SELECT consumer, topic, kpartition, start_offset, next_offset, epoch, stored, duplicate, quarantined, skipped,
             skip_reason, watermark, updated_at
      FROM %s""";

  private static final String ALL = COLUMNS + " ORDER BY consumer, topic, kpartition";

  private static final String ONE = COLUMNS + " WHERE consumer = ? AND kpartition = ? FOR UPDATE";

  // The higher epoch takes the partition from its owner, who claims it again and goes on from here. The topic's id is
  // forgotten: whoever skips has looked at the topic as it is now.
  private static final String SKIP = """
      UPDATE %s
      SET epoch = epoch + 1, skipped = skipped + (? - next_offset), next_offset = ?, skip_reason = ?, topic_id = NULL,
          updated_at = now()
      WHERE consumer = ? AND topic = ? AND kpartition = ?""";

  private final Connection connection;

  OffsetTables(Connection connection) {
    this.connection = connection;
  }

  /// What was skipped.
  ///
  /// @param before the position before it was moved
  record Skip(Position before, long to) {

    /// Records that are lost by it.
    long lost() {
      return to - before.nextOffset();
    }
  }

  /// Every position of every consumer; empty where no service has ever run.
  List<Position> all() throws SQLException {
    var positions = new ArrayList<Position>();
    for (var table : tables()) {
      try (var statement = connection.prepareStatement(String.format(Locale.ROOT, ALL, table));
          var rows = statement.executeQuery()) {
        while (rows.next()) {
          positions.add(Position.from(rows));
        }
      }
    }
    return positions;
  }

  /// Moves a consumer forward over records that it cannot get over, in one transaction. They count as skipped, which means
  /// lost, for ever.
  ///
  /// @param to the offset to go on from: the first that is to be stored
  /// @param reason why, for the books
  /// @throws CommandFailed where there is no such position, or it stands there or further already
  Skip skip(String consumer, int partition, long to, String reason) throws SQLException {
    connection.setAutoCommit(false);
    try {
      var found = find(consumer, partition);
      if (found == null) {
        throw new CommandFailed("there is no consumer " + consumer + " with a partition " + partition
            + ": 'groundswell offsets show' names them");
      }
      var before = found.position();
      if (to <= before.nextOffset()) {
        throw new CommandFailed("--to " + to + " is not ahead: " + consumer + " stands at " + before.nextOffset()
            + " on partition " + partition + ", and skipping backwards would store records twice");
      }
      move(found, to, reason);
      connection.commit();
      return new Skip(before, to);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private record Found(String table, Position position) {
  }

  private @Nullable Found find(String consumer, int partition) throws SQLException {
    for (var table : tables()) {
      try (var statement = connection.prepareStatement(String.format(Locale.ROOT, ONE, table))) {
        statement.setString(1, consumer);
        statement.setInt(2, partition);
        try (var rows = statement.executeQuery()) {
          if (rows.next()) {
            return new Found(table, Position.from(rows));
          }
        }
      }
    }
    return null;
  }

  private void move(Found found, long to, String reason) throws SQLException {
    try (var statement = connection.prepareStatement(String.format(Locale.ROOT, SKIP, found.table()))) {
      statement.setLong(1, to);
      statement.setLong(2, to);
      statement.setString(3, reason);
      statement.setString(4, found.position().consumer());
      statement.setString(5, found.position().topic());
      statement.setInt(6, found.position().partition());
      statement.executeUpdate();
    }
  }

  private List<String> tables() throws SQLException {
    var there = new ArrayList<String>();
    try (var statement = connection.prepareStatement(EXISTS)) {
      for (var table : TABLES) {
        statement.setString(1, table);
        try (var rows = statement.executeQuery()) {
          rows.next();
          if (rows.getBoolean(1)) {
            there.add(table);
          }
        }
      }
    }
    return there;
  }
}
