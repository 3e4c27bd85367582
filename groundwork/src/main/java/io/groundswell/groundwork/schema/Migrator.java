package io.groundswell.groundwork.schema;

import io.groundswell.groundwork.standing.Standing;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Brings the service's own tables up to date, as the owner, in the background: a service starts and stays alive while
/// the database is away, and is ready once this is done. Any number of replicas of all services may start together on
/// an empty database: they queue on one advisory lock, and those who come later find everything done.
@ApplicationScoped
public class Migrator implements Standing {

  private static final Logger LOG = Logger.getLogger(Migrator.class);

  /// Roles that own nothing. Cluster-wide names, so several databases of one server share them.
  private static final List<String> ROLES =
      List.of("groundswell_reader", "groundswell_steward", "groundswell_ingest", "groundswell_metrics",
          "groundswell_trend");

  /// Any constant does, as long as all services use the same: Flyway's own lock differs by history table, so it does
  /// not keep two services apart.
  private static final String LOCK = "SELECT pg_advisory_lock(7011202611)";
  /// SQLSTATE classes: connection, transaction rolled back, resources, object in use, operator's doing, system.
  private static final List<String> PASSING = List.of("08", "40", "53", "55", "57", "58");
  private static final String UNLOCK = "SELECT pg_advisory_unlock(7011202611)";

  private final DataSource owner;
  private final Flyway flyway;
  private final SchemaConfig config;
  private volatile String state = "migrations have not begun";
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile @Nullable Thread runner;

  Migrator(DataSource owner, Flyway flyway, SchemaConfig config) {
    this.owner = owner;
    this.flyway = flyway;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    runner = Thread.ofVirtual().name("migrator").start(this::migrateUntilDone);
  }

  void stop(@Observes ShutdownEvent event) {
    var running = runner;
    if (running != null) {
      running.interrupt();
    }
  }

  public boolean isDone() {
    return done.getCount() == 0;
  }

  /// Waits, however long it takes, until the tables stand.
  public void awaitDone() throws InterruptedException {
    done.await();
  }

  @Override
  public String name() {
    return "migrations";
  }

  @Override
  public @Nullable String trouble() {
    return isDone() ? null : state;
  }

  private void migrateUntilDone() {
    long pause = 100;
    while (!isDone() && !Thread.currentThread().isInterrupted()) {
      try {
        migrate();
        done.countDown();
      } catch (SQLException | RuntimeException | Error failure) {
        tell(failure, pause);
        try {
          Thread.sleep(pause);
        } catch (InterruptedException stopping) {
          return;
        }
        pause = Math.min(2 * pause, config.longestRetry().toMillis());
      }
    }
  }

  /// Tried again in either case, since an operator may mend a missing right under us; but what does not go away by
  /// itself has to be seen, so it is an error, told once.
  private void tell(Throwable failure, long pause) {
    if (isPassing(failure)) {
      state = "migrations wait: " + failure.getMessage();
      LOG.warnf("migrations not done, trying again in %d ms: %s", pause, failure.getMessage());
      return;
    }
    var now = "migrations cannot be done, somebody has to look: " + failure;
    if (!now.equals(state)) {
      LOG.error("migrations cannot be done, and the service does not become ready until somebody has mended it",
          failure);
    }
    state = now;
  }

  /// Whether waiting alone may help: the server is away, full, starting or busy, or another replica was faster.
  private static boolean isPassing(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        var code = sql.getSQLState();
        return code == null || PASSING.stream().anyMatch(code::startsWith);
      }
    }
    return false;
  }

  private void migrate() throws SQLException {
    try (var connection = owner.getConnection(); var statement = connection.createStatement()) {
      statement.execute(LOCK);
      try {
        makeSchemaAndRoles(connection);
        var result = flyway.migrate();
        LOG.infof("schema analytics is at %s, %d migrations were run", result.targetSchemaVersion,
            result.migrationsExecuted);
      } finally {
        statement.execute(UNLOCK);
      }
    }
  }

  private static void makeSchemaAndRoles(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var role : ROLES) {
        if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", role)) {
          statement.execute("CREATE ROLE " + role + " NOLOGIN");
        }
        if (!maySet(statement, role)) {
          statement.execute("GRANT " + role + " TO CURRENT_USER");
        }
        // A service steps down from its own role to the reader for the length of a query.
        if (!exists(connection, "SELECT 1 WHERE pg_has_role(?, 'groundswell_reader', 'MEMBER')", role)) {
          statement.execute("GRANT groundswell_reader TO " + role);
        }
      }
      if (!exists(connection, "SELECT 1 FROM pg_namespace WHERE nspname = ?", "analytics")) {
        statement.execute("CREATE SCHEMA analytics");
      }
      statement.execute("GRANT USAGE ON SCHEMA analytics TO " + String.join(", ", ROLES));
    }
  }

  /// Whether the login may run as the role already: then nothing has to be granted, and the login needs no right to.
  private static boolean maySet(Statement statement, String role) {
    try {
      statement.execute("SET ROLE " + role);
      statement.execute("RESET ROLE");
      return true;
    } catch (SQLException denied) {
      return false;
    }
  }

  private static boolean exists(Connection connection, String sql, String name) throws SQLException {
    try (var query = connection.prepareStatement(sql)) {
      query.setString(1, name);
      try (var rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }
}
