package io.groundswell.groundwork.schema;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;

/// Single statements, each on a connection that is borrowed for it.
///
/// The pool's own `query` and `preparedQuery` leave a timer behind where no connection was to be had: half a minute
/// later it fails what has failed already, and throws "Result is already complete" at nobody.
public final class Borrowed {

  private Borrowed() {
  }

  /// Runs text without parameters.
  public static Future<RowSet<Row>> query(Pool pool, String sql) {
    return with(pool, connection -> connection.query(sql).execute());
  }

  /// Runs a statement with parameters.
  public static Future<RowSet<Row>> query(Pool pool, String sql, Tuple parameters) {
    return with(pool, connection -> connection.preparedQuery(sql).execute(parameters));
  }

  private static Future<RowSet<Row>> with(Pool pool, Function<SqlConnection, Future<RowSet<Row>>> statement) {
    return pool.getConnection()
        .compose(connection -> statement.apply(connection).onComplete(done -> connection.close()));
  }
}
