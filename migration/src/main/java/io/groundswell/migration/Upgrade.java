package io.groundswell.migration;

import io.groundswell.migration.Registry.Action;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All pending migrations of some services, done under a lock that the caller holds.
public final class Upgrade {

  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String DEADLOCK = "40P01";
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final SchemaLock lock;
  private final Watch.Witness further;
  private final int retries;
  private final Consumer<String> tell;

  /// A migration that was done.
  public record Step(MigrationFile file, Duration took) {
  }

  /// @param further what is to happen in the transaction of each migration, after it
  /// @param retries of a migration that does not get a lock on a table within its `lock_timeout`
  /// @param tell told of what takes long
  public Upgrade(SchemaLock lock, Watch.Witness further, int retries, Consumer<String> tell) {
    this.lock = lock;
    this.further = further;
    this.retries = retries;
    this.tell = tell;
  }

  /// Does them, service after service. What was done before a failure stays done.
  ///
  /// @param to up to this version of each service; null for all
  /// @param reason of one who forces them: also below what was done already, whatever became of the files of before
  /// @throws SchemaTrouble where files do not fit what was done, or a lock is not to be had
  public List<Step> run(List<ServiceSchema> schemas, @Nullable String to, @Nullable String reason)
      throws SQLException, InterruptedException {
    Foundation.lay(lock.session());
    var registry = new Registry(lock.session());
    for (var schema : schemas) {
      registry.adopt(schema);
    }
    if (reason == null) {
      requireNoFaults(schemas);
    }
    var steps = new ArrayList<Step>();
    for (var schema : schemas) {
      migrate(schema, to, reason, steps);
    }
    return steps;
  }

  private static void requireNoFaults(List<ServiceSchema> schemas) {
    var faults = schemas.stream().flatMap(schema -> schema.faults().stream()).toList();
    if (!faults.isEmpty()) {
      throw new SchemaTrouble(SchemaTrouble.Kind.DRIFT, String.join("\n", faults)
          + "\nNothing was done; 'groundswell db force-up --reason …' goes on in spite of it");
    }
  }

  private void migrate(ServiceSchema schema, @Nullable String to, @Nullable String reason, List<Step> steps)
      throws InterruptedException {
    var pause = FIRST_PAUSE;
    for (int attempt = 0; true; attempt++) {
      try {
        schema.migrate(new Watch(schema, (connection, file, change, took) -> {
          new Registry(connection).add(reason == null ? Action.UP : Action.FORCED, file, took, change, reason);
          further.done(connection, file, change, took);
          steps.add(new Step(file, took));
        }, Watch.LONG, tell), to, reason != null);
        return;
      } catch (RuntimeException failure) {
        if (!isBusy(failure)) {
          throw failure;
        }
        if (attempt >= retries) {
          throw new SchemaTrouble(SchemaTrouble.Kind.LOCK_TIMEOUT, "a table of " + schema.service()
              + " was not free within the lock_timeout, " + (attempt + 1) + " times: " + root(failure).getMessage());
        }
        tell.accept("a table of " + schema.service() + " is in use; trying again in " + pause.toSeconds() + " s");
        Thread.sleep(pause);
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
      }
    }
  }

  /// Whether waiting alone may help: a table was in use.
  public static boolean isBusy(Throwable failure) {
    return root(failure) instanceof SQLException sql
        && (LOCK_NOT_AVAILABLE.equals(sql.getSQLState()) || DEADLOCK.equals(sql.getSQLState()));
  }

  private static Throwable root(Throwable failure) {
    var cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
