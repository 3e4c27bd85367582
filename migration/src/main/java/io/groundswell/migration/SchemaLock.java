package io.groundswell.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The one lock under which schemas change: it keeps services that start and operators apart, in any number. Flyway's
/// own differs by history table, so it does not keep two services apart. Held by a session of its own, and gone with
/// it.
public final class SchemaLock implements AutoCloseable {

  /// Any constant does, as long as all use the same.
  private static final long KEY = 7_011_202_611L;

  private static final String TAKE = "SELECT pg_advisory_lock(" + KEY + ")";
  private static final String TRY = "SELECT pg_try_advisory_lock(" + KEY + ")";
  private static final String FREE = "SELECT pg_advisory_unlock(" + KEY + ")";

  // A key of eight bytes (KEY) stands in two columns of four.
  private static final String HOLDER = """
      SELECT coalesce(nullif(a.application_name, ''), 'a program without a name') || ' as ' || a.usename
        || coalesce(' from ' || host(a.client_addr), '') || ' (pid ' || a.pid || '), in its transaction or statement since '
        || to_char(coalesce(a.xact_start, a.state_change) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
      FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.classid = (7011202611 >> 32)::oid AND l.objid = (7011202611 & 4294967295)::oid""";

  private static final long LOOK_AGAIN_MILLISECONDS = 100;

  private final Connection session;

  private SchemaLock(Connection session) {
    this.session = session;
  }

  /// Waits for it as long as it takes.
  public static SchemaLock take(DataSource owner) throws SQLException {
    var session = owner.getConnection();
    try (var statement = session.createStatement()) {
      statement.execute(TAKE);
      return new SchemaLock(session);
    } catch (SQLException failure) {
      session.close();
      throw failure;
    }
  }

  /// Waits for it, but not for ever.
  ///
  /// @throws SchemaTrouble where somebody else still has it then, saying who
  public static SchemaLock take(DataSource owner, Duration patience) throws SQLException, InterruptedException {
    var session = owner.getConnection();
    try {
      long end = System.nanoTime() + patience.toNanos();
      while (true) {
        if ("t".equals(first(session, TRY))) {
          return new SchemaLock(session);
        }
        if (System.nanoTime() > end) {
          var holder = first(session, HOLDER);
          throw new SchemaTrouble(SchemaTrouble.Kind.LOCK_TIMEOUT, "somebody else changes the schema: "
              + (holder == null ? "gone just now" : holder));
        }
        Thread.sleep(LOOK_AGAIN_MILLISECONDS);
      }
    } catch (SQLException | InterruptedException | SchemaTrouble failure) {
      session.close();
      throw failure;
    }
  }

  private static @Nullable String first(Connection session, String sql) throws SQLException {
    try (var statement = session.createStatement(); var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  /// The session that holds it, for statements under the lock.
  public Connection session() {
    return session;
  }

  @Override
  public void close() throws SQLException {
    try (session; var statement = session.createStatement()) {
      statement.execute(FREE);
    }
  }
}
