package io.groundswell.metrics.dictionary;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Adds names in a short transaction of its own, before that of the batch goes on. So whatever becomes of the batch, a
/// number that was ever seen stays true (a number without rows is harmless, a row without its name is not), and two
/// batches with the same new name never wait for each other to commit.
final class NameMaker {

  /// A sequence at its end. Class 22 means bad data otherwise, but the names are not to blame.
  private static final String NUMBERS_USED_UP = "2200H";

  private final Pool pool;
  private final Duration timeout;

  NameMaker(Pool pool, Duration timeout) {
    this.pool = pool;
    this.timeout = timeout;
  }

  void add(String sql, Tuple names) {
    await(pool.withTransaction(connection ->
    // Memory trusts a number, so it must be on disk, also where the database is run with synchronous_commit=off.
    connection.query("SET LOCAL synchronous_commit = on").execute()
        .compose(set -> connection.preparedQuery(sql).execute(names))));
  }

  private void await(Future<?> added) {
    try {
      added.toCompletionStage().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof PgException said && NUMBERS_USED_UP.equals(said.getSqlState())) {
        throw new IllegalStateException("all numbers of a dictionary are used up", said);
      }
      // As the driver said it: the SQLSTATE decides whether names are bad or the database is in trouble.
      throw failed.getCause() instanceof RuntimeException said ? said : new IllegalStateException(failed.getCause());
    } catch (TimeoutException silent) {
      throw new IllegalStateException("no answer when adding names", silent);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while adding names", stopping);
    }
  }
}
