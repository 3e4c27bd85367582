package io.groundswell.migration.undo;

import io.groundswell.migration.Registry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// How a transaction ended whose COMMIT was sent and not answered. The server knows: by the number of the transaction,
/// and, since another server may have taken its place meanwhile, by what the registry says of the rows that were kept.
enum Ending {
  /// It is done.
  COMMITTED,
  /// It is provably not done, and never will be.
  ROLLED_BACK,
  /// Nobody can say: the server was not to be had, is still at it, or is another one.
  UNKNOWN;

  private static final String NUMBER = "SELECT pg_current_xact_id()::text";
  private static final String STATUS = "SELECT pg_xact_status(?::xid8)";
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  /// The number of the transaction that a connection is in.
  static String number(Connection connection) throws SQLException {
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(NUMBER)) {
      rows.next();
      return Objects.requireNonNull(rows.getString(1));
    }
  }

  /// Asks on other connections until the server says how it ended, or the patience is over.
  ///
  /// @param number of the transaction
  /// @param kept ids of what was written into files within it
  static Ending of(DataSource owner, String number, List<String> kept, Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      try (var connection = owner.getConnection()) {
        var ending = of(status(connection, number), isRecorded(connection, kept));
        if (ending != UNKNOWN) {
          return ending;
        }
      } catch (SQLException away) {
        // A server that starts anew refuses for a while, and one that took its place may not know the number.
      }
      if (System.nanoTime() > until) {
        return UNKNOWN;
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  /// @param isRecorded null where nothing was kept that could be
  static Ending of(@Nullable String status, @Nullable Boolean isRecorded) {
    if (Boolean.TRUE.equals(isRecorded)) {
      return COMMITTED;
    }
    return switch (status) {
      // Another transaction of this number, on another server.
      case "committed" -> isRecorded == null ? COMMITTED : UNKNOWN;
      case "aborted" -> ROLLED_BACK;
      case null, default -> UNKNOWN;
    };
  }

  private static @Nullable String status(Connection connection, String number) throws SQLException {
    try (var statement = connection.prepareStatement(STATUS)) {
      statement.setString(1, number);
      try (var rows = statement.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    }
  }

  private static @Nullable Boolean isRecorded(Connection connection, List<String> kept) throws SQLException {
    if (kept.isEmpty()) {
      return null;
    }
    return new Registry(connection).history().stream()
        .anyMatch(entry -> entry.kept() != null && kept.contains(entry.kept()));
  }
}
