package io.groundswell.groundwork.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.migration.Foundation;
import io.groundswell.migration.ServiceSchema;
import io.groundswell.migration.Watch;
import io.groundswell.testkit.TestPostgres;
import io.groundswell.testkit.TestPostgres.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class SchemaTest {

  /// Long enough for a machine that is busy with something else.
  private static final SchemaConfig CONFIG = new Settings(true, Duration.ofSeconds(30));
  private static final int READS = Integer.getInteger("groundswell.isolation.reads", 2_000);
  private static final long SEED = Long.getLong("groundswell.isolation.seed", 20_261_121);
  private static final int READERS = 4;

  private record Settings(boolean migrateAtStart, Duration readTimeout) implements SchemaConfig {

    @Override
    public Duration longestRetry() {
      return Duration.ofMillis(500);
    }
  }

  @Test
  void waitsForSomebodyElseWhereItIsNotToMigrateAndGoesOnWithoutARestart() throws Exception {
    var database = TestPostgres.freshDatabase();
    var source = source(database);
    var waiting = new Migrator(source, flyway(source), new Settings(false, CONFIG.readTimeout()));

    waiting.start(new StartupEvent());

    await().atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(waiting.trouble()).startsWith("migrations wait")
            .contains("sample 1.0.0 on, are left to 'groundswell db up'"));
    try (var connection = database.connect(); var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT to_regnamespace('analytics') IS NULL")) {
      rows.next();
      assertThat(rows.getBoolean(1)).as("it changed nothing").isTrue();
    }
    migrate(database, 1);
    await().atMost(Duration.ofSeconds(60)).until(waiting::isDone);
  }

  @Test
  void whatAnOperatorTookBackIsNotDoneAgainByItself() throws Exception {
    var database = TestPostgres.freshDatabase();
    migrate(database, 1);
    try (var connection = database.connect(); var statement = connection.createStatement()) {
      statement.execute("DROP TABLE analytics.sample; DELETE FROM analytics.flyway_sample WHERE version = '1.0.0'");
      statement
          .execute("INSERT INTO analytics.migration_registry (service, version, script, action, duration_ms, sha256) "
              + "SELECT service, version, script, 'down', 1, sha256 FROM analytics.migration_registry");
    }
    var source = source(database);
    var waiting = new Migrator(source, flyway(source), CONFIG);

    waiting.start(new StartupEvent());

    await().atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(waiting.trouble()).startsWith("migrations wait")
            .contains("sample 1.0.0 was taken back by groundswell"));
    waiting.stop(new ShutdownEvent());
  }

  @Test
  void aMigrationThatTakesLongIsWarnedOfWhileItRuns() throws Exception {
    var database = TestPostgres.freshDatabase();
    var source = source(database);
    var warnings = new CopyOnWriteArrayList<String>();
    try (var connection = database.connect()) {
      Foundation.lay(connection);
    }
    var schema = ServiceSchema.of(flyway(source));

    // It takes as long as the warning needs.
    schema.migrate(new Watch(schema,
        (connection, file, change, took) -> await().atMost(Duration.ofSeconds(60)).until(() -> !warnings.isEmpty()),
        Duration.ZERO, warnings::add), null, false);

    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(warnings).singleElement().asString()
        .startsWith("sample 1.0.0 (V1.0.0__sample.sql) has been running for more than 0 s"));
  }

  @Test
  void tenReplicasThatStartTogetherOnAnEmptyDatabaseAllFindItMigrated() throws Exception {
    var database = TestPostgres.freshDatabase();

    migrate(database, 10);

    try (var connection = database.connect(); var statement = connection.createStatement();
        var rows = statement.executeQuery(
            "SELECT count(*) FROM analytics.flyway_sample WHERE success AND version = '1.0.0'")) {
      rows.next();
      assertThat(rows.getInt(1)).isOne();
    }
  }

  @Test
  void waitsForADatabaseThatIsAwayAndSaysSo() {
    var away = new PGSimpleDataSource();
    away.setUrl("jdbc:postgresql://localhost:1/nothing");
    var migrator = new Migrator(away, flyway(away), CONFIG);

    migrator.start(new StartupEvent());

    await().atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(migrator.trouble()).startsWith("migrations wait"));
    migrator.stop(new ShutdownEvent());
    assertThat(migrator.isDone()).isFalse();
  }

  @Test
  void whatDoesNotPassByItselfIsSaidAndMendedWithoutARestart() throws Exception {
    var database = TestPostgres.freshDatabase();
    var source = source(database);
    var broken = new AtomicBoolean(true);
    var stumbling = new Migrator(new PGSimpleDataSource() {
      private static final long serialVersionUID = 1;

      @Override
      public Connection getConnection() throws SQLException {
        if (broken.get()) {
          throw new NoClassDefFoundError("a class that the jar lacks");
        }
        return source.getConnection();
      }
    }, flyway(source), CONFIG);

    stumbling.start(new StartupEvent());

    await().atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(stumbling.trouble()).startsWith("migrations cannot be done")
            .contains("a class that the jar lacks"));
    broken.set(false);
    await().atMost(Duration.ofSeconds(60)).until(stumbling::isDone);
    assertThat(stumbling.trouble()).isNull();
  }

  @Test
  void aLoginThatMayNotMigrateIsNotCalledWaiting() throws Exception {
    var database = TestPostgres.freshDatabase();
    var source = source(database);
    source.setPassword("wrong");
    source.setUser("nobody_of_that_name");
    var refused = new Migrator(source, flyway(source), CONFIG);

    refused.start(new StartupEvent());

    await().atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(refused.trouble()).startsWith("migrations cannot be done"));
    refused.stop(new ShutdownEvent());
  }

  @Test
  void aReaderSeesItsOrganizationAndNothingElse() throws Exception {
    var database = TestPostgres.freshDatabase();
    migrate(database, 1);
    var vertx = Vertx.vertx();
    // One connection for all, so that what an earlier reader left behind would be seen by the next.
    var pool = pool(vertx, database, 1);
    try {
      var reads = new ScopedReads(new ReadCopy(pool, null, new SimpleMeterRegistry()), CONFIG);

      assertThat(names(reads, 1)).containsExactly("ours");
      assertThat(names(reads, 2)).containsExactly("theirs");
      assertThat(names(reads, 3)).isEmpty();
      assertThatThrownBy(() -> reads.read(1, queries -> queries.run("DELETE FROM analytics.sample", Tuple.tuple())))
          .isInstanceOf(PgException.class);
      assertThat(names(reads, 1)).containsExactly("ours");
    } finally {
      pool.close();
      vertx.close();
    }
  }

  /// Some of them fail in the middle. `-Dgroundswell.isolation.reads=1000000` reads more often,
  /// `-Dgroundswell.isolation.seed` in another order.
  @Test
  void readersWhoTakeTurnsOnOneConnectionNeverSeeEachOthersRows() throws Exception {
    var database = TestPostgres.freshDatabase();
    migrate(database, 1);
    var vertx = Vertx.vertx();
    var pool = pool(vertx, database, 1);
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      var reads = new ScopedReads(new ReadCopy(pool, null, new SimpleMeterRegistry()), CONFIG);
      var turns = new ArrayList<Future<Integer>>();
      for (int reader = 0; reader < READERS; reader++) {
        var random = new Random(SEED + reader);
        turns.add(readers.submit(() -> takeTurns(reads, random)));
      }
      int answered = 0;
      for (var turn : turns) {
        answered += turn.get();
      }
      assertThat(answered).isBetween(READS / 3, READS - READS / 10);
    } finally {
      pool.close();
      vertx.close();
    }
  }

  /// How many of the reads were answered.
  private static int takeTurns(ScopedReads reads, Random random) {
    int answered = 0;
    for (int turn = 0; turn < READS / READERS; turn++) {
      int organization = random.nextInt(4);
      switch (random.nextInt(4)) {
        case 0 -> assertThatThrownBy(() -> reads.read(organization,
            queries -> queries.run("DELETE FROM analytics.sample", Tuple.tuple()))).isInstanceOf(PgException.class);
        case 1 -> assertThatThrownBy(() -> reads.read(organization, queries -> {
          queries.run("SELECT name FROM analytics.sample", Tuple.tuple());
          throw new IllegalStateException("a bug behind its back");
        })).hasMessage("a bug behind its back");
        default -> {
          assertThat(names(reads, organization)).isEqualTo(switch (organization) {
            case 1 -> List.of("ours");
            case 2 -> List.of("theirs");
            default -> List.of();
          });
          answered++;
        }
      }
    }
    return answered;
  }

  @Test
  void aQueryThatTakesTooLongIsToldSo() throws Exception {
    var database = TestPostgres.freshDatabase();
    migrate(database, 1);
    var vertx = Vertx.vertx();
    var pool = pool(vertx, database, 1);
    try {
      var reads = new ScopedReads(new ReadCopy(pool, null, new SimpleMeterRegistry()),
          new Settings(true, Duration.ofSeconds(1)));

      assertThatThrownBy(() -> reads.read(1, queries -> queries.run("SELECT pg_sleep(30)", Tuple.tuple())))
          .isInstanceOfSatisfying(ProblemException.class,
              slow -> assertThat(slow.problem().slug()).isEqualTo("query_too_long"));
      assertThat(names(reads, 1)).containsExactly("ours");
    } finally {
      pool.close();
      vertx.close();
    }
  }

  @Test
  void whatNobodyWaitsForAnyMoreIsNotWorkedOn() {
    var database = TestPostgres.freshDatabase();
    var vertx = Vertx.vertx();
    var pool = pool(vertx, database, 1);
    try {
      var service = new ServiceTransactions(pool);
      assertThatThrownBy(() -> service.run(Duration.ofMillis(500),
          statements -> statements.run("SELECT pg_sleep(600)", Tuple.tuple()))).isInstanceOf(ProblemException.class);
      // The only connection there is.
      String timeout = service.run(Duration.ofSeconds(60), statements -> statements
          .run("SELECT current_setting('statement_timeout')", Tuple.tuple()).iterator().next().getString(0));
      assertThat(timeout).isEqualTo("1min");
    } finally {
      pool.close();
      vertx.close();
    }
  }

  @Test
  void aCopyThatDoesNotAnswerCostsNoAnswer() throws Exception {
    var database = TestPostgres.freshDatabase();
    migrate(database, 1);
    var vertx = Vertx.vertx();
    var main = pool(vertx, database, 1);
    var nowhere = pool(vertx, new Database("postgresql://127.0.0.1:1/nothing", "nobody", "none"), 1);
    var meters = new SimpleMeterRegistry();
    var copy = new ReadCopy(main, nowhere, meters);
    try {
      assertThat(copy.notice()).isNull();

      assertThat(names(new ScopedReads(copy, CONFIG), 1)).containsExactly("ours");

      assertThat(copy.notice()).startsWith("queries go to the main database");
      assertThat(copy.trouble()).as("it can serve").isNull();
      assertThat(meters.get("groundswell.reads").tag("source", "main").counter().count()).isOne();
    } finally {
      main.close();
      nowhere.close();
      vertx.close();
    }
  }

  private static List<String> names(ScopedReads reads, int organization) {
    return reads.read(organization, queries -> {
      var names = new ArrayList<String>();
      queries.run("SELECT name FROM analytics.sample", Tuple.tuple()).forEach(row -> names.add(row.getString(0)));
      return names;
    });
  }

  private static void migrate(Database database, int replicas) throws Exception {
    var migrators = IntStream.range(0, replicas).mapToObj(replica -> {
      var source = source(database);
      return new Migrator(source, flyway(source), CONFIG);
    }).toList();
    migrators.forEach(migrator -> migrator.start(new StartupEvent()));
    await().atMost(Duration.ofMinutes(1)).until(() -> migrators.stream().allMatch(Migrator::isDone));
  }

  private static PGSimpleDataSource source(Database database) {
    var source = new PGSimpleDataSource();
    source.setUrl(database.jdbcUrl());
    source.setUser(database.user());
    source.setPassword(database.password());
    return source;
  }

  private static Flyway flyway(PGSimpleDataSource source) {
    return Flyway.configure().dataSource(source).schemas("analytics").defaultSchema("analytics").createSchemas(false)
        .table("flyway_sample").baselineOnMigrate(true).baselineVersion("0").load();
  }

  private static Pool pool(Vertx vertx, Database database, int size) {
    var options = PgConnectOptions.fromUri(database.url()).setUser(database.user()).setPassword(database.password());
    return PgBuilder.pool().with(new PoolOptions().setMaxSize(size)).connectingTo(options).using(vertx).build();
  }
}
