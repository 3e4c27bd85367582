package io.groundswell.proof.deploy;

import io.groundswell.proof.SharedSystem;
import io.groundswell.proof.faults.Plan;
import io.groundswell.sandbox.backend.ClusterMember;
import io.groundswell.sandbox.backend.EmbeddedDatabase;
import io.groundswell.sandbox.backend.FreePort;
import io.groundswell.sandbox.backend.Keeper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kafka is three brokers, as deploy/ has it: one is killed while events flow, comes back, and then another one is.
@Order(Integer.MAX_VALUE)
@Tag("long")
class BrokersIT {

  private static final Plan PLAN = new Plan(13, 0, 100_000, 2_000, 3, Duration.ofMinutes(4));

  @TempDir
  Path directory;

  @BeforeAll
  static void alone() {
    SharedSystem.end();
  }

  @Test
  void aBrokerOfThreeIsLostAndNothingElse() throws Exception {
    try (var database = EmbeddedDatabase.start(directory.resolve("postgres"), 0);
        var kafka = new Kafka(directory.resolve("kafka"));
        var replicas = new Replicas(directory, UnderLoad.environment(database, kafka.bootstrapServers()))) {
      replicas.scale(1);
      UnderLoad.nothingIsLost(PLAN, directory, database, kafka.bootstrapServers(), replicas, load -> {
        load.awaitSent(0.2);
        kafka.kill(1);
        load.awaitSent(0.5);
        kafka.start(1);
        kafka.awaitAll();
        load.awaitSent(0.7);
        kafka.kill(2);
        load.awaitSent(0.85);
      });
    }
  }

  /// Three brokers, each a process with a place of its own.
  private static final class Kafka implements AutoCloseable {

    private static final List<String> FLAGS = List.of("-Xms64m", "-Xmx320m");

    private final Path directory;
    private final List<ClusterMember> members = ClusterMember.cluster(3);
    private final List<Integer> ports = members.stream().map(member -> FreePort.any()).toList();
    private final List<Keeper> keepers = new ArrayList<>();

    private Kafka(Path directory) {
      this.directory = directory;
      for (int i = 0; i < members.size(); i++) {
        keepers.add(launch(i));
      }
      awaitAll();
    }

    private Keeper launch(int one) {
      return Keeper.broker(directory.resolve("broker-" + one), ports.get(one), members.get(one),
          directory.resolveSibling("broker-" + one + ".log"), FLAGS);
    }

    private String bootstrapServers() {
      return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    private void start(int one) {
      keepers.set(one, launch(one));
    }

    private void kill(int one) throws InterruptedException {
      keepers.get(one).process().destroyForcibly().waitFor();
    }

    private void awaitAll() {
      keepers.forEach(Keeper::awaitReady);
    }

    @Override
    public void close() {
      keepers.forEach(keeper -> keeper.process().destroyForcibly());
      keepers.forEach(Keeper::close);
    }
  }
}
