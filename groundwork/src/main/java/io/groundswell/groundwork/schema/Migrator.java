package io.groundswell.groundwork.schema;

import io.groundswell.groundwork.standing.Standing;
import io.groundswell.migration.AtStart;
import io.groundswell.migration.SchemaTrouble;
import io.groundswell.migration.SchemaTrouble.Kind;
import io.groundswell.migration.ServiceSchema;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Brings the service's own tables up to date, as the owner, in the background: a service starts and stays alive while
/// the database is away, and is ready once this is done. Any number of replicas of all services may start together on
/// an empty database: they queue on one advisory lock, and those who come later find everything done. Where operators
/// migrate (`groundswell.schema.migrate-at-start=false`), and where one of them took a migration back, it only waits.
@ApplicationScoped
public class Migrator implements Standing {

  private static final Logger LOG = Logger.getLogger(Migrator.class);

  /// SQLSTATE classes: connection, transaction rolled back, resources, object in use, operator's doing, system.
  private static final List<String> PASSING = List.of("08", "40", "53", "55", "57", "58");

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

  /// Whether waiting alone may help: the server is away, full, starting or busy, another replica was faster, or an
  /// operator is to go on.
  static boolean isPassing(Throwable failure) {
    if (failure instanceof SchemaTrouble trouble) {
      return trouble.kind() == Kind.PENDING || trouble.kind() == Kind.TAKEN_BACK;
    }
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        var code = sql.getSQLState();
        return code == null || PASSING.stream().anyMatch(code::startsWith);
      }
    }
    return false;
  }

  private void migrate() throws SQLException {
    var schema = ServiceSchema.of(flyway);
    if (config.migrateAtStart()) {
      int run = AtStart.migrate(owner, schema, LOG::warn);
      LOG.infof("schema analytics is as %s-service needs it, %d migrations were run", schema.service(), run);
    } else {
      AtStart.requireMigrated(schema);
      LOG.infof("schema analytics is as %s-service needs it", schema.service());
    }
  }
}
