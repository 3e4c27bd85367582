package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.proof.SharedSystem;
import io.groundswell.proof.faults.Plan;
import io.groundswell.sandbox.backend.EmbeddedBroker;
import io.groundswell.sandbox.backend.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A release comes in over the one before it, as docs/migrations.md has it: the services of before run on the schema of
/// now, are replaced one by one, and one service goes back; while events flow.
@Order(Integer.MAX_VALUE)
@Tag("long")
class UpgradeIT {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Plan PLAN =
      new Plan(17, 0, Long.getLong("groundswell.upgrade.events", 200_000), 1_000, 3, PATIENCE);

  @TempDir
  Path directory;

  @BeforeAll
  static void alone() {
    SharedSystem.end();
  }

  @Test
  void aReleaseComesInOverTheOneBeforeAndNothingIsLostOrDoubled() throws Exception {
    var before = OlderRelease.packaged();
    try (var database = EmbeddedDatabase.start(directory.resolve("postgres"), 0);
        var broker = EmbeddedBroker.start(directory.resolve("kafka"), 0);
        var replicas =
            new Replicas(before.home(), directory, UnderLoad.environment(database, broker.bootstrapServers()))) {
      var operator = new Operator(directory, database);
      replicas.scale(2);
      UnderLoad.nothingIsLost(PLAN, directory, database, broker.bootstrapServers(), replicas, load -> {
        load.awaitSent(0.1);
        var lacking = operator.db("status");
        assertThat(lacking.exit()).as("the release of now has migrations that the one before had not: %s",
            lacking.output()).isEqualTo(Operator.PENDING);
        assertThat(lacking.output()).contains("pending");

        var up = operator.db("up");
        assertThat(up.exit()).as(up.output()).isZero();
        load.say("two old ones of each on the new schema:\n" + up.output());
        assertThat(operator.db("validate").exit()).isZero();
        var stored = stored(database);
        load.awaitSent(0.3);
        await().atMost(PATIENCE).untilAsserted(
            () -> assertThat(stored(database)).satisfies(now -> assertThat(now.record()).isGreaterThan(stored.record()))
                .satisfies(now -> assertThat(now.trends()).isGreaterThan(stored.trends())));
        assertThat(replicas.areReady()).as("the old ones serve on the new schema").isTrue();
        assertThat(replicas.homes()).containsExactly(before.home());

        replicas.roll(SharedSystem.root());
        load.say("two new ones of each");
        assertThat(replicas.homes()).containsExactly(SharedSystem.root());
        load.awaitSent(0.7);

        replicas.roll("metrics-service", before.home());
        load.say("metrics-service as before");
        assertThat(replicas.homes()).containsExactlyInAnyOrder(SharedSystem.root(), before.home());
        load.awaitSent(0.85);
      });
      assertThat(operator.db("status").exit()).as("nobody took the new schema back").isZero();
    }
  }

  /// Events stored, by each of the two services that store them.
  private record Stored(long record, long trends) {
  }

  private static Stored stored(EmbeddedDatabase database) throws SQLException {
    try (var connection = database.connectAsSuperuser(EmbeddedDatabase.NAME);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("""
            SELECT (SELECT sum(next_offset) FROM analytics.consumer_offset),
              (SELECT sum(next_offset) FROM analytics.trend_consumer_offset)""")) {
      rows.next();
      return new Stored(rows.getLong(1), rows.getLong(2));
    }
  }
}
