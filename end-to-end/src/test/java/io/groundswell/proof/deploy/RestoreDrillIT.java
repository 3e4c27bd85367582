package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.proof.SharedSystem;
import io.groundswell.proof.check.Checker;
import io.groundswell.proof.check.Rest;
import io.groundswell.proof.faults.Plan;
import io.groundswell.proof.faults.Scene;
import io.groundswell.proof.faults.Tenants;
import io.groundswell.proof.traffic.Driver;
import io.groundswell.proof.traffic.Journal;
import io.groundswell.proof.traffic.Outcomes;
import io.groundswell.proof.traffic.Pace;
import io.groundswell.proof.traffic.Tenant;
import io.groundswell.proof.traffic.Traffic;
import io.groundswell.sandbox.Progress;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import io.groundswell.sandbox.SandboxOptions.PortChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The drill of docs/operations.md: a backup is taken while events flow, more events are stored, the database is lost
/// and restored from the backup. What it lacks is read again from Kafka, and the books close.
@Order(Integer.MAX_VALUE)
@Tag("long")
class RestoreDrillIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Plan PLAN = new Plan(7, 0, 60_000, 4_000, 3, PATIENCE);

  @TempDir
  Path directory;

  @BeforeAll
  static void alone() {
    SharedSystem.end();
  }

  @Test
  void whatTheBackupLacksIsReadAgainAndTheBooksClose() throws Exception {
    var data = directory.resolve("data");
    var journal = directory.resolve("journal.txt");
    var options = SandboxOptions.in(data, PortChoice.AUTO).withHome(SharedSystem.root());
    Traffic traffic;
    try (var sandbox = Sandbox.start(options, Progress.SILENT)) {
      traffic = sendAndBackUp(sandbox, data.resolve("postgres/data"), journal);
    }

    Files.move(data.resolve("postgres/data"), directory.resolve("lost"));
    Files.move(directory.resolve("backup"), data.resolve("postgres/data"));
    try (var sandbox = Sandbox.start(options, Progress.SILENT)) {
      var place = Scene.whereabouts(sandbox.instance());
      Rest.await(place.database(), place.bootstrapServers(), PATIENCE);
      var verdict = Checker.check(place.database(), place.bootstrapServers(), traffic, Outcomes.of(journal),
          PLAN.events());

      System.out.println(verdict.report());
      assertThat(verdict.isClean()).as(verdict.report()).isTrue();
      // Some are sent to be refused.
      assertThat(verdict.figures().getOrDefault("events accepted", 0L)
          + verdict.figures().getOrDefault("events rejected", 0L))
          .isEqualTo(PLAN.events());
    }
  }

  private Traffic sendAndBackUp(Sandbox sandbox, Path server, Path file) throws Exception {
    var place = Scene.whereabouts(sandbox.instance());
    var tenants = Tenants.make(place, PLAN.organizations());
    var traffic = new Traffic(PLAN.seed(), Instant.now(), tenants.stream().map(Tenant::organization).toList());
    var pace = new Pace(PLAN.eventsPerSecond(), PLAN.events() / 2);
    try (var journal = new Journal(file);
        var driver = new Driver(place.ingest(), traffic, tenants, journal, pace, PLAN.events())) {
      driver.declareHistory();
      var sending = CompletableFuture.runAsync(() -> {
        try {
          driver.run(8);
        } catch (InterruptedException stopped) {
          throw new IllegalStateException(stopped);
        }
      }, Thread::startVirtualThread);
      await().atMost(PATIENCE).until(() -> driver.sent() >= PLAN.events() / 2);
      System.out.println("backup: " + BaseBackup.take(place.database(), server, directory.resolve("backup")));
      pace.openUpTo(Long.MAX_VALUE);
      sending.join();
    }
    Rest.await(place.database(), place.bootstrapServers(), PATIENCE);
    return traffic;
  }
}
