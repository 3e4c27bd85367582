package io.groundswell.command.offsets;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.offsets.PartitionEnds.Extent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The offset tables of the services, one each: metrics-service and trend-service.
final class OffsetTables {

  private static final List<String> TABLES = List.of("analytics.consumer_offset", "analytics.trend_consumer_offset");

  private static final String EXISTS = "SELECT to_regclass(?) IS NOT NULL";

  private static final String COLUMNS = """
      SELECT consumer, topic, kpartition, topic_id, start_offset, next_offset, epoch, stored, duplicate, quarantined,
             skipped, former, skip_reason, stall_reason, watermark, updated_at,
             extract(epoch FROM now() - updated_at)::bigint AS idle_seconds
      FROM %s""";

  private static final String ALL = COLUMNS + " ORDER BY consumer, topic, kpartition";

  private static final String WHERE = " WHERE consumer = ? AND topic = ? AND kpartition = ?";

  private static final String ONE = COLUMNS + WHERE + " FOR UPDATE";

  // The higher epoch takes the partition from its owner, who claims it again and goes on from here.
  private static final String SKIP = """
      UPDATE %s
      SET epoch = epoch + 1, skipped = skipped + (? - next_offset), next_offset = ?, skip_reason = ?,
          stall_reason = NULL, updated_at = now()""" + WHERE;

  // So does this. The counts go on, so that they still are what stands in the other books.
  private static final String RESTART = """
      UPDATE %s
      SET epoch = epoch + 1, former = former + next_offset - start_offset, start_offset = ?, next_offset = ?,
          topic_id = ?, skip_reason = ?, stall_reason = NULL, updated_at = now()""" + WHERE;

  // The record also remembers which records they were, so that their receipts can say so.
  private static final String REMEMBER = """
      INSERT INTO analytics.skipped_range (consumer, topic, kpartition, from_offset, to_offset, reason, topic_id,
        skipped_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, clock_timestamp())""";

  private static final String OF_THE_FORMER = """
      UPDATE analytics.skipped_range SET topic_id = ?""" + WHERE + " AND topic_id IS NULL";

  private static final String NEVER_READ = "Kafka had dropped it before it was read for the first time";

  /// Stands for the id of a former topic that nobody knows.
  private static final UUID UNKNOWN_TOPIC = new UUID(0, 0);

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

  /// What was begun anew.
  ///
  /// @param before the position before it was moved
  record Restart(Position before, long from) {
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

  /// Has consumers read their partitions from the beginning, all in one transaction, since their offsets are of a topic
  /// that is no more. What was counted of it stays counted, as former.
  ///
  /// @param wanted what needs it; whatever has meanwhile gone on is left alone
  /// @param extents what Kafka holds of those partitions
  /// @param reason why, for the books
  List<Restart> restart(List<Position> wanted, Map<TopicPartition, Extent> extents, String reason)
      throws SQLException {
    connection.setAutoCommit(false);
    try {
      var restarts = new ArrayList<Restart>();
      for (var each : wanted) {
        var found = lock(each);
        var extent = Objects.requireNonNull(extents.get(each.of()));
        if (Progress.of(found.position(), extent).wantsRestart()) {
          restart(found, extent, reason);
          restarts.add(new Restart(found.position(), extent.beginning()));
        }
      }
      connection.commit();
      return restarts;
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
    var at = found.position();
    execute(String.format(Locale.ROOT, SKIP, found.table()), to, to, reason, at.consumer(), at.topic(), at.partition());
    if (remembers(found)) {
      remember(at, at.nextOffset(), to, reason, null);
    }
  }

  private void restart(Found found, Extent extent, String reason) throws SQLException {
    var at = found.position();
    execute(String.format(Locale.ROOT, RESTART, found.table()), extent.beginning(), extent.beginning(),
        extent.topicId(), reason, at.consumer(), at.topic(), at.partition());
    if (!remembers(found)) {
      return;
    }
    if (extent.topicId().equals(at.topicId())) {
      // The same topic, which lost its end: offsets still mean what they meant, so no range of them is gone for good.
      remember(at, at.nextOffset(), at.nextOffset(), reason, null);
      return;
    }
    var former = at.topicId() == null ? UNKNOWN_TOPIC : at.topicId();
    execute(OF_THE_FORMER, former, at.consumer(), at.topic(), at.partition());
    if (at.startOffset() > 0) {
      remember(at, 0, at.startOffset(), NEVER_READ, former);
    }
    // How far it went nobody knows any more.
    remember(at, at.nextOffset(), Long.MAX_VALUE, reason, former);
  }

  /// The trend-service has no receipts to answer.
  private boolean remembers(Found found) throws SQLException {
    return found.table().equals(TABLES.getFirst()) && exists("analytics.skipped_range");
  }

  private void remember(Position at, long from, long to, String reason, @Nullable UUID former) throws SQLException {
    execute(REMEMBER, at.consumer(), at.topic(), at.partition(), from, to, reason, former);
  }

  private void execute(String sql, @Nullable Object... parameters) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      statement.executeUpdate();
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
