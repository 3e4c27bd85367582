package io.groundswell.exactlyonce;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The transaction of one batch or one claim, for blocking code on a virtual thread. Whoever is handed one runs
/// statements; beginning and ending it is the library's business.
///
/// A failed statement throws what the driver said, unwrapped: a [PgException] if the server answered. Let it through.
public final class Transaction {

  // Sent as text and without waiting, so that it travels with the first statement. The time-outs bound how long a
  // process that was frozen or cut off can keep the partition's row locked against its successor.
  private static final String BEGIN = "BEGIN; SET LOCAL idle_in_transaction_session_timeout = 15000; "
      + "SET LOCAL lock_timeout = 10000";
  private static final Duration ROLLBACK_PATIENCE = Duration.ofSeconds(5);

  private enum Phase {
    OPEN, COMMITTING, COMMITTED, ROLLED_BACK
  }

  private final SqlConnection connection;
  private final Duration timeout;
  private final ArrayDeque<Reply> outstanding = new ArrayDeque<>();
  private Phase phase = Phase.OPEN;
  private boolean silent;

  private Transaction(SqlConnection connection, Duration timeout) {
    this.connection = connection;
    this.timeout = timeout;
  }

  /// @throws NoAnswerException no connection to be had, within the timeout
  static Transaction begin(Pool pool, Duration timeout) {
    var asked = pool.getConnection();
    SqlConnection connection;
    try {
      connection = answer(asked, timeout);
    } catch (RuntimeException e) {
      // One that comes too late belongs to nobody.
      asked.onSuccess(SqlConnection::close);
      throw e;
    }
    var transaction = new Transaction(connection, timeout);
    transaction.post(BEGIN);
    return transaction;
  }

  /// Runs a statement with parameters and waits for its rows.
  public RowSet<Row> run(String sql, Tuple parameters) {
    return send(sql, parameters).rows();
  }

  /// Runs a statement once for each tuple and waits; the result is that of the first, `next()` leads to the others.
  public RowSet<Row> runBatch(String sql, List<Tuple> parameters) {
    return sent(connection.preparedQuery(sql).executeBatch(parameters)).rows();
  }

  /// Sends a statement without waiting, so that the next one can travel behind it: independent statements then cost one
  /// round trip together. A reply that nobody asks for its rows is waited for before the transaction commits.
  public Reply send(String sql, Tuple parameters) {
    return sent(connection.preparedQuery(sql).execute(parameters));
  }

  /// Sends text without parameters and does not wait.
  void post(String sql) {
    sent(connection.query(sql).execute());
  }

  /// Drops the replies that nobody has asked for: what an attempt left behind that is rolled back to its savepoint.
  void forget() {
    outstanding.clear();
  }

  /// Waits for all statements under way; the first failure among them is thrown.
  void settle() {
    while (!outstanding.isEmpty()) {
      outstanding.element().rows();
    }
  }

  /// Commits, without a statement of its own to travel with.
  void commit() {
    settle();
    phase = Phase.COMMITTING;
    end(sent(connection.query("COMMIT").execute()));
  }

  /// Commits, the last statement and whatever is still under way travelling together with the COMMIT. When this
  /// returns, the transaction has committed; when it throws, [#abandon] knows whether it certainly has not.
  void commitWith(String sql, Tuple parameters) {
    var last = send(sql, parameters);
    phase = Phase.COMMITTING;
    var commit = sent(connection.query("COMMIT").execute());
    try {
      last.rows();
    } catch (PgException refused) {
      // The server answers the COMMIT of a failed transaction with success, having rolled it back. What was sent in
      // between is refused too, and says nothing new.
      forget();
      await(commit);
      phase = Phase.ROLLED_BACK;
      throw refused;
    }
    end(commit);
  }

  private void end(Reply commit) {
    try {
      commit.rows();
    } catch (PgException refused) {
      if (Failures.certainlyAborts(refused)) {
        phase = Phase.ROLLED_BACK;
      }
      throw refused;
    }
    phase = Phase.COMMITTED;
    connection.close();
  }

  /// Gives the transaction up. A connection that does not answer is cut, never handed back to the pool.
  ///
  /// @return whether it certainly has not committed and holds no lock any more
  boolean abandon() {
    if (phase == Phase.ROLLED_BACK || (phase == Phase.OPEN && !silent && rolledBack())) {
      connection.close();
      return true;
    }
    sever();
    return false;
  }

  private boolean rolledBack() {
    try {
      answer(connection.query("ROLLBACK").execute(), ROLLBACK_PATIENCE);
      return true;
    } catch (RuntimeException lost) {
      return false;
    }
  }

  // Neither close() nor cancel will do: both queue behind the statement that is not answered.
  private void sever() {
    if (connection instanceof SqlConnectionInternal pooled
        && pooled.unwrap().unwrap() instanceof SocketConnectionBase physical) {
      var _ = physical.socket().channelHandlerContext().close();
    } else {
      connection.close();
    }
  }

  private Reply sent(Future<RowSet<Row>> rows) {
    var reply = new Reply(rows);
    outstanding.add(reply);
    return reply;
  }

  /// The answer to a statement that was sent.
  public final class Reply {

    private final Future<RowSet<Row>> rows;

    private Reply(Future<RowSet<Row>> rows) {
      this.rows = rows;
    }

    /// The rows, if they have come.
    @Nullable
    RowSet<Row> received() {
      return rows.succeeded() ? rows.result() : null;
    }

    /// Waits, and throws what went wrong with this statement or one sent before it.
    public RowSet<Row> rows() {
      // In order: of several failures the first is the cause, the rest is "current transaction is aborted".
      while (outstanding.contains(this)) {
        await(outstanding.remove());
      }
      return await(this);
    }
  }

  private RowSet<Row> await(Reply reply) {
    try {
      return answer(reply.rows, timeout);
    } catch (NoAnswerException e) {
      silent |= !reply.rows.isComplete();
      throw e;
    }
  }

  private static <T> T answer(Future<T> future, Duration timeout) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PgException refused) {
        throw refused;
      }
      throw new NoAnswerException(String.valueOf(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      throw new NoAnswerException("no answer within " + timeout.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswerException("interrupted while waiting", e);
    }
  }
}
