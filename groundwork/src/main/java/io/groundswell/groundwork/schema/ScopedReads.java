package io.groundswell.groundwork.schema;

import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
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
import java.util.function.Predicate;

/// Queries on behalf of an organisation: one read-only snapshot, as a role that sees only that organisation's rows.
/// Role and organisation are set for the transaction alone, so it also works behind a pooler in transaction mode. It is
/// read of a standby where there is one ([ReadCopy]).
@ApplicationScoped
public class ScopedReads {

  /// REPEATABLE READ, so that what an answer says of completeness belongs to the rows beside it.
  private static final String BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

  private static final String STEP_DOWN = """
      SELECT set_config('role', 'groundswell_reader', true), set_config('app.organization', $1, true),
        set_config('statement_timeout', $2, true)""";

  private static final String QUERY_CANCELED = "57014";

  /// A standby puts what it has to replay before what it is asked, if that takes too long.
  private static final String CONFLICT_WITH_RECOVERY = "40001";

  private final ReadCopy source;
  private final Duration timeout;

  ScopedReads(ReadCopy source, SchemaConfig config) {
    this.source = source;
    this.timeout = config.readTimeout();
  }

  /// Runs the queries of one answer. Blocks: call it on a virtual thread.
  ///
  /// @throws ProblemException 503 when the database does not answer, 422 when the query takes too long
  public <T> T read(int organization, Function<Queries, T> answer) {
    var connection = connection();
    try {
      // Sent with the first query, and what that answers counts only once both have succeeded.
      var begun = connection.query(BEGIN).execute();
      var steppedDown = connection.preparedQuery(STEP_DOWN)
          .execute(Tuple.of(Integer.toString(organization), Long.toString(timeout.toMillis())));
      return answer.apply(new Queries(connection, Future.all(begun, steppedDown)));
    } finally {
      // Nothing was written, so nobody waits for it; whoever has the connection next comes behind it.
      connection.query("ROLLBACK").execute();
      connection.close();
    }
  }

  private SqlConnection connection() {
    var asked = source.connection();
    try {
      return await(asked);
    } catch (RuntimeException tooLate) {
      // The pool may still hand it out, to nobody.
      asked.onSuccess(SqlConnection::close);
      throw tooLate;
    }
  }

  private <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(timeout.toMillis() + 1_000, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw unavailable();
    } catch (TimeoutException silent) {
      throw unavailable();
    } catch (ExecutionException failed) {
      throw switch (failed.getCause()) {
        case PgException slow when QUERY_CANCELED.equals(slow.getSqlState()) -> tooLong();
        case PgException late when CONFLICT_WITH_RECOVERY.equals(late.getSqlState()) -> unavailable();
        case PgException bug when !bug.getSqlState().startsWith("57") && !bug.getSqlState().startsWith("53") -> bug;
        case null, default -> unavailable();
      };
    }
  }

  private static ProblemException tooLong() {
    return new ProblemException(Problem.of(422, "query_too_long", "The query takes too long",
        "ask for a shorter range or a larger bucket"));
  }

  private static ProblemException unavailable() {
    return new ProblemException(Problem.of(503, "database_unavailable", "The database does not answer",
        "nothing is lost; ask again"));
  }

  /// The open snapshot.
  public final class Queries {

    private final SqlConnection connection;
    private final Future<?> opened;

    private Queries(SqlConnection connection, Future<?> opened) {
      this.connection = connection;
      this.opened = opened;
    }

    public RowSet<Row> run(String sql, Tuple arguments) {
      var rows = connection.preparedQuery(sql).execute(arguments);
      await(opened);
      return await(rows);
    }

    /// Takes the rows of a query some at a time, so that all of them need not fit into the memory.
    ///
    /// @param fetched rows that are in the memory at once
    /// @param take says whether it takes more
    /// @throws ProblemException as [ScopedReads#read], and 422 where all of it takes longer than a query may
    public void each(String sql, Tuple arguments, int fetched, Predicate<Row> take) {
      long until = System.nanoTime() + timeout.toNanos();
      await(opened);
      var statement = await(connection.prepare(sql));
      try {
        var cursor = statement.cursor(arguments);
        do {
          for (var row : await(cursor.read(fetched))) {
            if (!take.test(row)) {
              return;
            }
          }
          if (System.nanoTime() > until) {
            throw tooLong();
          }
        } while (cursor.hasMore());
      } finally {
        // With its cursor; nobody waits for it.
        statement.close();
      }
    }
  }
}
