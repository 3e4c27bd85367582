package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.Pepper;
import io.groundswell.proof.SharedSystem;
import io.groundswell.proof.Whereabouts;
import io.groundswell.proof.check.Checker;
import io.groundswell.proof.check.Database;
import io.groundswell.proof.check.Rest;
import io.groundswell.proof.faults.Plan;
import io.groundswell.proof.faults.Tenants;
import io.groundswell.proof.traffic.Driver;
import io.groundswell.proof.traffic.Journal;
import io.groundswell.proof.traffic.Outcomes;
import io.groundswell.proof.traffic.Pace;
import io.groundswell.proof.traffic.Tenant;
import io.groundswell.proof.traffic.Traffic;
import io.groundswell.sandbox.backend.ClusterMember;
import io.groundswell.sandbox.backend.EmbeddedDatabase;
import io.groundswell.sandbox.backend.FreePort;
import io.groundswell.sandbox.backend.Keeper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kafka is three brokers, as deploy/ has it: one is killed while events flow, comes back, and then another one is.
@Tag("long")
class BrokersIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Plan PLAN = new Plan(13, 0, 100_000, 2_000, 3, PATIENCE);
  private static final String PEPPER = "a pepper of services with three brokers";

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
        var replicas = new Replicas(directory, environment(database, kafka))) {
      replicas.scale(1);
      var place = new Whereabouts(replicas.edge(), replicas.edge(), replicas.edge(), "",
          new Database(database.jdbcUrl(), database.user(), database.password()), kafka.bootstrapServers(),
          Pepper.of(PEPPER));
      var tenants = Tenants.make(place, PLAN.organizations());
      var traffic = new Traffic(PLAN.seed(), Instant.now(), tenants.stream().map(Tenant::organization).toList());
      var file = directory.resolve("journal.txt");
      Map<Integer, Long> statuses;
      var pace = new Pace(PLAN.eventsPerSecond(), PLAN.events() * 9 / 10);
      try (var journal = new Journal(file);
          var driver = new Driver(replicas::edge, traffic, tenants, journal, pace, PLAN.events())) {
        driver.declareHistory();
        var sending = CompletableFuture.runAsync(() -> run(driver));
        awaitSent(driver, 0.2);
        kafka.kill(1);
        awaitSent(driver, 0.5);
        kafka.start(1);
        kafka.awaitAll();
        awaitSent(driver, 0.7);
        kafka.kill(2);
        awaitSent(driver, 0.85);
        pace.openUpTo(Long.MAX_VALUE);
        sending.join();
        statuses = driver.statuses();
      }
      Rest.await(place.database(), place.bootstrapServers(), PATIENCE);
      var verdict = Checker.check(place.database(), place.bootstrapServers(), traffic, Outcomes.of(file),
          PLAN.events());

      System.out.println("answers by status: " + statuses + "\n" + verdict.report());
      assertThat(verdict.isClean()).as(verdict.report()).isTrue();
      // 422 to those that are sent to be refused.
      assertThat(statuses.keySet()).as("answers by status: %s", statuses).isSubsetOf(Set.of(200, 201, 202, 422, 503));
    }
  }

  private static Map<String, String> environment(EmbeddedDatabase database, Kafka kafka) {
    return Map.of(
        "GROUNDSWELL_POSTGRES_URL", database.url(),
        "GROUNDSWELL_POSTGRES_USER", database.user(),
        "GROUNDSWELL_POSTGRES_PASSWORD", database.password(),
        "GROUNDSWELL_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
        "GROUNDSWELL_ACCESS_PEPPER", PEPPER);
  }

  private static void run(Driver driver) {
    try {
      driver.run(8);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private static void awaitSent(Driver driver, double part) {
    await().atMost(PATIENCE).until(() -> driver.sent() >= PLAN.events() * part);
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
