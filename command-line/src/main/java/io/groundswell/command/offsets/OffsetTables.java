package io.groundswell.command.offsets;

import io.groundswell.command.manners.CommandFailed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The offset tables of the services, one each: metrics-service and trend-service.
final class OffsetTables {

  private static final List<String> TABLES = List.of("analytics.consumer_offset", "analytics.trend_consumer_offset");

  private static final String EXISTS = "SELECT to_regclass(?) IS NOT NULL";

  private static final String COLUMNS = """
      SELECT consumer, topic, kpartition, start_offset, next_offset, epoch, stored, duplicate, quarantined, skipped,
             skip_reason, watermark, updated_at,
             extract(epoch FROM now() - updated_at)::bigint AS idle_seconds
      FROM %s""";

  private static final String ALL = COLUMNS + " ORDER BY consumer, topic, kpartition";

  private static final String ONE = COLUMNS + " WHERE consumer = ? AND topic = ? AND kpartition = ? FOR UPDATE";

  // The higher epoch takes the partition from its owner, who claims it again and goes on from here. The topic's id is
  // forgotten: whoever skips has looked at the topic as it is now.
  private static final String SKIP = """
      UPDATE %s
      SET epoch = epoch + 1, skipped = skipped + (? - next_offset), next_offset = ?, skip_reason = ?, topic_id = NULL,
          updated_at = now()
      WHERE consumer = ? AND topic = ? AND kpartition = ?""";

  // The record also remembers which records they were, so that their receipts can say so.
  private static final String REMEMBER = """
      INSERT INTO analytics.skipped_range (consumer, topic, kpartition, from_offset, to_offset, reason)
      VALUES (?, ?, ?, ?, ?, ?)""";

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

  /// The one position of a consumer in a partition.
  ///
  /// @param topic null where the consumer reads only one
  /// @throws CommandFailed where there is no such position, or one in each of several topics
  Position find(String consumer, int partition, @Nullable String topic) throws SQLException {
    var found = all().stream()
        .filter(at -> at.consumer().equals(consumer) && at.partition() == partition)
        .filter(at -> topic == null || at.topic().equals(topic))
        .toList();
    return switch (found.size()) {
      case 0 -> throw new CommandFailed("there is no consumer " + consumer + " with a partition " + partition
          + (topic == null ? "" : " of " + topic) + ": 'groundswell offsets show' names them");
      case 1 -> found.getFirst();
      default -> throw new CommandFailed(consumer + " has a partition " + partition + " of "
          + found.stream().map(Position::topic).collect(Collectors.joining(" and one of "))
          + ": say which by --topic");
    };
  }

  /// Moves a consumer forward over records that it cannot get over, in one transaction. They count as skipped, which
  /// means lost, for ever.
  ///
  /// @param wanted what is to be moved; it may have gone on since it was read
  /// @param to the offset to go on from: the first that is to be stored
  /// @param end of the partition: where the next record will be. Asked before, so that nobody waits for Kafka under a
  ///     lock
  /// @param reason why, for the books
  /// @throws CommandFailed where it stands there or further already, or there are not that many records
  Skip skip(Position wanted, long to, long end, String reason) throws SQLException {
    connection.setAutoCommit(false);
    try {
      var found = lock(wanted);
      var before = found.position();
      if (to <= before.nextOffset()) {
        throw new CommandFailed("--to " + to + " is not ahead: " + before.consumer() + " stands at "
            + before.nextOffset() + " on partition " + before.partition()
            + ", and skipping backwards would store records twice");
      }
      if (to > end) {
        throw new CommandFailed("--to " + to + " is behind the last record: partition " + before.partition() + " of "
            + before.topic() + " ends at " + end + ", and records that nobody has sent yet would be lost");
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

  private Found lock(Position wanted) throws SQLException {
    for (var table : tables()) {
      try (var statement = connection.prepareStatement(String.format(Locale.ROOT, ONE, table))) {
        statement.setString(1, wanted.consumer());
        statement.setString(2, wanted.topic());
        statement.setInt(3, wanted.partition());
        try (var rows = statement.executeQuery()) {
          if (rows.next()) {
            return new Found(table, Position.from(rows));
          }
        }
      }
    }
    throw new CommandFailed("the position of " + wanted.consumer() + " has just been removed");
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
    if (found.table().equals(TABLES.getFirst()) && exists("analytics.skipped_range")) {
      try (var statement = connection.prepareStatement(REMEMBER)) {
        statement.setString(1, found.position().consumer());
        statement.setString(2, found.position().topic());
        statement.setInt(3, found.position().partition());
        statement.setLong(4, found.position().nextOffset());
        statement.setLong(5, to);
        statement.setString(6, reason);
        statement.executeUpdate();
      }
    }
  }

  private boolean exists(String table) throws SQLException {
    try (var statement = connection.prepareStatement(EXISTS)) {
      statement.setString(1, table);
      try (var rows = statement.executeQuery()) {
        rows.next();
        return rows.getBoolean(1);
      }
    }
  }

  private List<String> tables() throws SQLException {
    var there = new ArrayList<String>();
    for (var table : TABLES) {
      if (exists(table)) {
        there.add(table);
      }
    }
    return there;
  }
}
