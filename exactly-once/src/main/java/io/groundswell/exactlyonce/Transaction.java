package io.groundswell.exactlyonce;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;

/// The transaction of one batch or one claim, for blocking code on a virtual thread. Whoever is handed one runs
/// statements; beginning and ending it is the library's business.
///
/// A failed statement throws what the driver said, unwrapped: an [io.vertx.pgclient.PgException] if the server answered.
/// Let it through.
public final class Transaction {

  private final SqlConnection connection;
  private final Duration timeout;

  Transaction(SqlConnection connection, Duration timeout) {
    this.connection = connection;
    this.timeout = timeout;
  }

  /// Runs a statement with parameters and waits for its rows.
  public RowSet<Row> run(String sql, Tuple parameters) {
    return send(sql, parameters).rows();
  }

  /// Runs a statement once for each tuple and waits; the result is that of the first, `next()` leads to the others.
  public RowSet<Row> runBatch(String sql, List<Tuple> parameters) {
    return await(connection.preparedQuery(sql).executeBatch(parameters), sql);
  }

  /// Sends a statement without waiting, so that the next one can travel behind it: independent statements then cost one
  /// round trip together. Every reply must be asked for its rows before [Destination#store] returns.
  public Reply send(String sql, Tuple parameters) {
    return new Reply(sql, connection.preparedQuery(sql).execute(parameters));
  }

  /// The answer to a statement that was sent.
  public final class Reply {

    private final String sql;
    private final Future<RowSet<Row>> rows;

    private Reply(String sql, Future<RowSet<Row>> rows) {
      this.sql = sql;
      this.rows = rows;
    }

    public RowSet<Row> rows() {
      return await(rows, sql);
    }
  }

  private <T> T await(Future<T> answer, String sql) {
    throw new UnsupportedOperationException();
  }
}
