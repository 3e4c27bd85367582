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
import io.groundswell.sandbox.backend.EmbeddedBroker;
import io.groundswell.sandbox.backend.EmbeddedDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One replica of each service becomes three, three become two, and both are replaced, while events flow.
@Order(Integer.MAX_VALUE)
@Tag("long")
class ScalingIT {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Plan PLAN =
      new Plan(11, 0, Long.getLong("groundswell.scaling.events", 300_000), 2_000, 3, PATIENCE);
  private static final String PEPPER = "a pepper of services that come and go";

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
        var replicas = new Replicas(directory, environment(database, broker))) {
      replicas.scale(1);
      var place = whereabouts(database, broker, replicas.edge());
      var tenants = Tenants.make(place, PLAN.organizations());
      var traffic = new Traffic(PLAN.seed(), Instant.now(), tenants.stream().map(Tenant::organization).toList());
      var file = directory.resolve("journal.txt");
      Map<Integer, Long> statuses;
      // Behind the gate it trickles, so that there is load as long as replicas come and go.
      var pace = new Pace(PLAN.eventsPerSecond(), PLAN.events() * 9 / 10);
      try (var journal = new Journal(file);
          var driver = new Driver(replicas::edge, traffic, tenants, journal, pace, PLAN.events())) {
        driver.declareHistory();
        var sending = CompletableFuture.runAsync(() -> run(driver));
        awaitSent(driver, 0.1);
        replicas.scale(3);
        say("three of each", driver);
        awaitSent(driver, 0.4);
        replicas.scale(2);
        say("two of each", driver);
        awaitSent(driver, 0.6);
        replicas.roll();
        say("two new ones of each", driver);
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

  private static Map<String, String> environment(EmbeddedDatabase database, EmbeddedBroker broker) {
    return new HashMap<>(Map.of(
        "GROUNDSWELL_POSTGRES_URL", database.url(),
        "GROUNDSWELL_POSTGRES_USER", database.user(),
        "GROUNDSWELL_POSTGRES_PASSWORD", database.password(),
        "GROUNDSWELL_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
        "GROUNDSWELL_ACCESS_PEPPER", PEPPER,
        // As in deploy/base: readiness goes that long before the socket does.
        "QUARKUS_SHUTDOWN_DELAY", "5s"));
  }

  private static Whereabouts whereabouts(EmbeddedDatabase database, EmbeddedBroker broker, URI edge) {
    return new Whereabouts(edge, edge, edge, "", new Database(database.jdbcUrl(), database.user(),
        database.password()), broker.bootstrapServers(), Pepper.of(PEPPER));
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

  private static void say(String what, Driver driver) {
    System.out.println(what + " after " + driver.sent() + " events, " + driver.statuses());
  }
}
