package io.groundswell.metrics.archive;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/// The database as the owner of the tables: sealing, detaching and dropping is nobody else's right, and part of it has
/// to be done outside of a transaction.
final class Owner {

  // Whoever waits for a lock here makes everybody behind wait: give up soon, and come again.
  private static final String SHORT_LOCKS = "SET LOCAL lock_timeout = '3s'";
  private static final String UTC = "SET LOCAL timezone = 'UTC'";

  private final DataSource dataSource;

  Owner(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /// What is done with a connection.
  @FunctionalInterface
  interface Work<T> {
    T with(Connection connection) throws SQLException, IOException;
  }

  /// Commits, or leaves nothing.
  <T> T transaction(Work<T> work) throws SQLException, IOException {
    try (var connection = dataSource.getConnection(); var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        statement.execute(SHORT_LOCKS);
        statement.execute(UTC);
        var result = work.with(connection);
        connection.commit();
        return result;
      } finally {
        // After a commit there is nothing left to roll back.
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  /// A statement that must not be part of a transaction.
  void alone(String sql) throws SQLException {
    try (var connection = dataSource.getConnection(); var statement = connection.createStatement()) {
      statement.execute("SET lock_timeout = '10s'");
      try {
        statement.execute(sql);
      } finally {
        statement.execute("RESET lock_timeout");
      }
    }
  }
}
