package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.Pepper;
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
import io.groundswell.sandbox.backend.EmbeddedDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Events flow to replicas while something happens to them or to what they stand on; then the checker says what became
/// of the events.
final class UnderLoad {

  private static final String PEPPER = "a pepper of services that come and go";

  private final Plan plan;
  private final Driver driver;

  private UnderLoad(Plan plan, Driver driver) {
    this.plan = plan;
    this.driver = driver;
  }

  /// What happens meanwhile.
  interface Happening {

    void happen(UnderLoad load) throws Exception;
  }

  /// Of every replica.
  static Map<String, String> environment(EmbeddedDatabase database, String bootstrapServers) {
    return new HashMap<>(Map.of(
        "GROUNDSWELL_POSTGRES_URL", database.url(),
        "GROUNDSWELL_POSTGRES_USER", database.user(),
        "GROUNDSWELL_POSTGRES_PASSWORD", database.password(),
        "GROUNDSWELL_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers,
        "GROUNDSWELL_ACCESS_PEPPER", PEPPER,
        // As in deploy/base: readiness goes that long before the socket does.
        "QUARKUS_SHUTDOWN_DELAY", "5s"));
  }

  /// Nothing may be lost or doubled, and nobody may be answered otherwise than by 2xx, by a deliberate 503, or by 422
  /// to what is sent to be refused.
  static void nothingIsLost(Plan plan, Path directory, EmbeddedDatabase database, String bootstrapServers,
      Replicas replicas, Happening happening) throws Exception {
    var place = new Whereabouts(replicas.edge(), replicas.edge(), replicas.edge(), "",
        new Database(database.jdbcUrl(), database.user(), database.password()), bootstrapServers, Pepper.of(PEPPER));
    var tenants = Tenants.make(place, plan.organizations());
    var traffic = new Traffic(plan.seed(), Instant.now(), tenants.stream().map(Tenant::organization).toList(),
        Traffic.Numbers.OF_NOBODY);
    var file = directory.resolve("journal.txt");
    Map<Integer, Long> statuses;
    // Behind the gate it trickles, so that there is load as long as things happen.
    var pace = new Pace(plan.eventsPerSecond(), plan.events() * 9 / 10);
    try (var journal = new Journal(file);
        var driver = new Driver(replicas::edge, traffic, tenants, journal, pace, plan.events())) {
      driver.declareHistory();
      var sending = CompletableFuture.runAsync(() -> run(driver), Thread::startVirtualThread);
      happening.happen(new UnderLoad(plan, driver));
      pace.openUpTo(Long.MAX_VALUE);
      sending.join();
      statuses = driver.statuses();
    }
    Rest.await(place.database(), place.bootstrapServers(), plan.patience());
    var verdict = Checker.check(place.database(), place.bootstrapServers(), traffic, Outcomes.of(file), plan.events());

    System.out.println("answers by status: " + statuses + "\n" + verdict.report());
    assertThat(verdict.isClean()).as(verdict.report()).isTrue();
    assertThat(statuses.keySet()).as("answers by status: %s", statuses).isSubsetOf(Set.of(200, 201, 202, 422, 503));
  }

  /// @param part of all events, 0 to 1
  void awaitSent(double part) {
    await().atMost(plan.patience()).until(() -> driver.sent() >= plan.events() * part);
  }

  void say(String what) {
    System.out.println(what + " after " + driver.sent() + " events, " + driver.statuses());
  }

  private static void run(Driver driver) {
    try {
      driver.run(8);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
