package io.groundswell.trend.board;

import io.groundswell.groundwork.schema.Borrowed;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Statements of the board's own thread, which waits for each.
@ApplicationScoped
class Rows {

  private final Pool pool;
  private final BoardConfig config;

  Rows(Pool pool, BoardConfig config) {
    this.pool = pool;
    this.config = config;
  }

  /// @throws DatabaseAwayException when there was no answer, or an error
  RowSet<Row> of(String sql, Tuple parameters) throws InterruptedException {
    try {
      return Borrowed.query(pool, sql, parameters)
          .toCompletionStage()
          .toCompletableFuture()
          .get(config.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException away) {
      throw new DatabaseAwayException(away);
    }
  }

  /// The round is given up; the next one begins anew.
  static final class DatabaseAwayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DatabaseAwayException(Exception why) {
      super(String.valueOf(why.getCause() == null ? why : why.getCause().getMessage()), why);
    }
  }
}
