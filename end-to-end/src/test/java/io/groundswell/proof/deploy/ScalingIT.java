package io.groundswell.proof.deploy;

import io.groundswell.proof.SharedSystem;
import io.groundswell.proof.faults.Plan;
import io.groundswell.sandbox.backend.EmbeddedBroker;
import io.groundswell.sandbox.backend.EmbeddedDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One replica of each service becomes three, three become two, and both are replaced, while events flow.
@Order(Integer.MAX_VALUE)
@Tag("long")
class ScalingIT {

  private static final Plan PLAN =
      new Plan(11, 0, Long.getLong("groundswell.scaling.events", 300_000), 2_000, 3, Duration.ofMinutes(5));

  @TempDir
  Path directory;

  @BeforeAll
  static void alone() {
    SharedSystem.end();
  }

  @Test
  void replicasComeAndGoAndNothingIsLostOrDoubled() throws Exception {
    try (var database = EmbeddedDatabase.start(directory.resolve("postgres"), 0);
        var broker = EmbeddedBroker.start(directory.resolve("kafka"), 0);
        var replicas = new Replicas(directory, UnderLoad.environment(database, broker.bootstrapServers()))) {
      replicas.scale(1);
      UnderLoad.nothingIsLost(PLAN, directory, database, broker.bootstrapServers(), replicas, load -> {
        load.awaitSent(0.1);
        replicas.scale(3);
        load.say("three of each");
        load.awaitSent(0.4);
        replicas.scale(2);
        load.say("two of each");
        load.awaitSent(0.6);
        replicas.roll();
        load.say("two new ones of each");
      });
    }
  }
}
