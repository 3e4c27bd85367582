package io.groundswell.groundwork.schema;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;

/// Makes the main pool, which keeps every statement prepared, however long its text. Vert.x alone stops at 2,048
/// characters, and what is longer, the statements that count each batch among them, would be parsed and planned anew
/// each time.
@Singleton
class PreparedPool implements PgPoolCreator {

  @Override
  public Pool create(Input input) {
    var servers = List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList());
    servers.forEach(PreparedPool::keepEveryStatement);
    return PgBuilder.pool().connectingTo(servers).with(input.poolOptions()).using(input.vertx()).build();
  }

  static void keepEveryStatement(SqlConnectOptions options) {
    options.setPreparedStatementCacheSqlFilter(text -> true);
  }
}
