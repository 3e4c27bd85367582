package io.groundswell.groundwork.schema;

import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// Short transactions as the service's own role, for changes that people ask for and for jobs. That role sees every
/// organisation, so each statement names the one that it is about.
@ApplicationScoped
public class ServiceTransactions {

  private static final String BEGIN =
      "BEGIN; SET LOCAL lock_timeout = 10000; SET LOCAL idle_in_transaction_session_timeout"
          + " = 20000; SET LOCAL statement_timeout = ";

  private final Pool pool;

  ServiceTransactions(Pool pool) {
    this.pool = pool;
  }

  /// Runs the work and commits, or throws and leaves nothing. Blocks: call it on a virtual thread.
  ///
  /// @param patience of each statement: after it nobody waits for its answer, and the database stops working on it
  /// @throws ProblemException 503 when the database does not answer; whether a commit happened may then be unknown
  public <T> T run(Duration patience, Function<Statements, T> work) {
    var asked = pool.getConnection();
    SqlConnection connection;
    try {
      connection = await(asked, patience);
    } catch (RuntimeException tooLate) {
      asked.onSuccess(SqlConnection::close);
      throw tooLate;
    }
    try {
      // 0 would be for ever.
      connection.query(BEGIN + Math.clamp(patience.toMillis(), 1, Integer.MAX_VALUE)).execute();
      var result = work.apply(new Statements(connection, patience));
      await(connection.query("COMMIT").execute(), patience);
      return result;
    } catch (RuntimeException failure) {
      connection.query("ROLLBACK").execute();
      throw failure;
    } finally {
      connection.close();
    }
  }

  private static <T> T await(Future<T> future, Duration patience) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw unavailable();
    } catch (TimeoutException silent) {
      throw unavailable();
    } catch (ExecutionException failed) {
      throw switch (failed.getCause()) {
        case PgException bug when !bug.getSqlState().startsWith("5") -> bug;
        case null, default -> unavailable();
      };
    }
  }

  private static ProblemException unavailable() {
    return new ProblemException(Problem.of(503, "database_unavailable", "The database does not answer",
        "nothing is lost; ask again"));
  }

  /// The open transaction.
  public static final class Statements {

    private final SqlConnection connection;
    private final Duration patience;

    private Statements(SqlConnection connection, Duration patience) {
      this.connection = connection;
      this.patience = patience;
    }

    public RowSet<Row> run(String sql, Tuple arguments) {
      return await(connection.preparedQuery(sql).execute(arguments), patience);
    }
  }
}
