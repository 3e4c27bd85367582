package io.groundswell.proof.check;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;

/// A system at rest: every record of both lanes has been passed by every service that reads them.
public final class Rest {

  /// The offset tables, one a service.
  static final List<String> OFFSET_TABLES = List.of("analytics.consumer_offset", "analytics.trend_consumer_offset");

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private Rest() {
  }

  /// Waits for the system to come to rest, through outages of broker and database.
  ///
  /// @return how long it took
  /// @throws IllegalStateException where there still is a lag after the patience
  public static Duration await(Database database, String bootstrapServers, Duration patience)
      throws InterruptedException {
    long began = System.nanoTime();
    var lag = "nothing was to be asked";
    while (System.nanoTime() - began < patience.toNanos()) {
      try (var connection = database.connect()) {
        long behind = lag(connection, EndOffsets.ask(bootstrapServers));
        if (behind == 0) {
          return Duration.ofNanos(System.nanoTime() - began);
        }
        lag = behind + " records";
      } catch (SQLException | KafkaException away) {
        lag = "no answer: " + away.getMessage();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    throw new IllegalStateException("no rest within " + patience.toSeconds() + " s; behind: " + lag);
  }

  /// Records that at least one service has not passed, summed over services and partitions.
  private static long lag(Connection connection, EndOffsets ends) throws SQLException {
    long lag = 0;
    for (var table : OFFSET_TABLES) {
      var sql = "SELECT next_offset FROM " + table + " WHERE topic = ? AND kpartition = ?";
      try (var query = connection.prepareStatement(sql)) {
        for (var end : ends.ends()) {
          query.setString(1, end.topic());
          query.setInt(2, end.partition());
          try (var rows = query.executeQuery()) {
            lag += end.offset() - (rows.next() ? rows.getLong(1) : 0);
          }
        }
      }
    }
    return lag;
  }
}
