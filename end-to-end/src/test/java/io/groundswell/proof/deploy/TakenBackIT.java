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

/// Migrations of metrics-service are taken back, with the rows of their tables kept, and brought again, while its
/// replicas run and events flow: what docs/migrations.md promises of services that run on.
@Order(Integer.MAX_VALUE)
@Tag("long")
class TakenBackIT {

  /// Above it stand the tables that every batch writes: top lists, sketches, content.
  private static final String TO = "2.4.0";

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Plan PLAN =
      new Plan(19, 0, Long.getLong("groundswell.taken-back.events", 150_000), 1_000, 3, PATIENCE);

  @TempDir
  Path directory;

  @BeforeAll
  static void alone() {
    SharedSystem.end();
  }

  @Test
  void consumersWaitForTheirTablesAndStoreItAllWhenTheseAreBack() throws Exception {
    try (var database = EmbeddedDatabase.start(directory.resolve("postgres"), 0);
        var broker = EmbeddedBroker.start(directory.resolve("kafka"), 0);
        var replicas = new Replicas(directory, UnderLoad.environment(database, broker.bootstrapServers()))) {
      var operator = new Operator(directory, database);
      replicas.scale(2);
      UnderLoad.nothingIsLost(PLAN, directory, database, broker.bootstrapServers(), replicas, load -> {
        load.awaitSent(0.1);
        await().atMost(PATIENCE).until(() -> position(database) > 0);

        // It takes a minute beside them: each undo is rehearsed, and all of it is one transaction.
        var down =
            operator.db("down", "--service", "metrics", "--to", TO, "--keep", directory.resolve("kept").toString());
        assertThat(down.exit()).as(down.output()).isZero();
        assertThat(down.output()).contains("rows are kept in");
        load.say("taken back to " + TO + ":\n" + down.output());
        long stands = position(database);
        load.awaitSent(0.8);
        assertThat(position(database)).as("nothing is stored without its tables").isEqualTo(stands);
        assertThat(quarantined(database)).as("nothing is quarantined for it").isZero();

        var up = operator.db("up", "--restore", directory.resolve("kept").toString());
        assertThat(up.exit()).as(up.output()).isZero();
        load.say("brought again:\n" + up.output());
        await().atMost(PATIENCE).until(() -> position(database) > stands);
        load.awaitSent(0.9);
      });
      assertThat(operator.db("validate").exit()).isZero();
    }
  }

  /// How far metrics-service is, over all partitions.
  private static long position(EmbeddedDatabase database) throws SQLException {
    return number(database, "SELECT coalesce(sum(next_offset), 0) FROM analytics.consumer_offset");
  }

  private static long quarantined(EmbeddedDatabase database) throws SQLException {
    return number(database, "SELECT coalesce(sum(quarantined), 0) FROM analytics.consumer_offset");
  }

  private static long number(EmbeddedDatabase database, String query) throws SQLException {
    try (var connection = database.connectAsSuperuser(EmbeddedDatabase.NAME);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
