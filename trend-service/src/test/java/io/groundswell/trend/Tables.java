package io.groundswell.trend;

import io.groundswell.testkit.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Map;
import org.flywaydb.core.Flyway;

/// An empty database with the service's tables, and a pool that works as the service's role.
public final class Tables implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final TestPostgres.Database database = TestPostgres.freshDatabase();
  private final Pool pool;

  public Tables() {
    this("SELECT 1");
  }

  /// @param before what is done to the database before the service comes to it
  public Tables(String before) {
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      for (var role : new String[]{"groundswell_trend", "groundswell_metrics", "groundswell_reader"}) {
        statement.execute("DO $$ BEGIN CREATE ROLE " + role
            + " NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$");
        statement.execute("GRANT " + role + " TO CURRENT_USER");
      }
      statement.execute(before);
      statement.execute("CREATE SCHEMA analytics");
      statement.execute("GRANT USAGE ON SCHEMA analytics TO groundswell_trend, groundswell_reader");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .defaultSchema("analytics")
        .schemas("analytics")
        .table("flyway_trend")
        .load()
        .migrate();
    pool = PgBuilder.pool()
        .with(new PoolOptions().setMaxSize(8))
        .connectingTo(new PgConnectOptions()
            .setHost(database.host())
            .setPort(database.port())
            .setDatabase(database.name())
            .setUser(database.user())
            .setPassword(database.password())
            .setCachePreparedStatements(true)
            .setProperties(Map.of("role", "groundswell_trend")))
        .using(vertx)
        .build();
  }

  /// The same, with the tables of the days from the first to the last.
  public Tables withDays(LocalDate first, LocalDate last) {
    run("SELECT analytics.keep_trend_partitions($1, $1, $2)", Tuple.of(first, last));
    return this;
  }

  public TestPostgres.Database database() {
    return database;
  }

  public Pool pool() {
    return pool;
  }

  /// A statement as the service.
  public RowSet<Row> run(String sql, Tuple parameters) {
    return pool.preparedQuery(sql).execute(parameters).toCompletionStage().toCompletableFuture().join();
  }

  public long count(String sql) {
    return run(sql, Tuple.tuple()).iterator().next().getLong(0);
  }

  @Override
  public void close() {
    pool.close().toCompletionStage().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
