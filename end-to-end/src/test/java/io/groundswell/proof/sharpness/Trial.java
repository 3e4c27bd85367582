package io.groundswell.proof.sharpness;

import static org.awaitility.Awaitility.await;

import io.groundswell.proof.check.Checker;
import io.groundswell.proof.check.Rest;
import io.groundswell.proof.check.Verdict;
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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;

/// A small campaign: traffic, trouble in the midst of it, the checker's verdict.
///
/// @param home the packaged services, sound or not
record Trial(Path home, List<Trouble> troubles) {

  private static final long EVENTS_A_TROUBLE = 10_000;
  private static final double EVENTS_PER_SECOND = 4_000;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  Verdict run(Path directory) throws Exception {
    try (var sandbox = Sandbox.start(SandboxOptions.ephemeral().withHome(home), Progress.SILENT)) {
      var scene = new Scene(sandbox);
      var place = scene.whereabouts();
      var tenants = Tenants.make(place, 2);
      var traffic = new Traffic(7, Instant.now(), tenants.stream().map(Tenant::organization).toList());
      long total = EVENTS_A_TROUBLE * troubles.size();
      var file = directory.resolve("journal.txt");
      try (var journal = new Journal(file);
          var driver = new Driver(place.ingest(), traffic, tenants, journal, new Pace(EVENTS_PER_SECOND, total), total);
          var thread = Executors.newSingleThreadExecutor()) {
        driver.declareHistory();
        var sending = thread.submit(() -> {
          driver.run(8);
          return null;
        });
        for (int i = 0; i < troubles.size(); i++) {
          long point = EVENTS_A_TROUBLE * i + EVENTS_A_TROUBLE / 4;
          await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
              .until(() -> driver.sent() >= point || sending.isDone());
          troubles.get(i).strike(scene);
        }
        sending.get();
      }
      try {
        Rest.await(place.database(), place.bootstrapServers(), PATIENCE);
      } catch (IllegalStateException noRest) {
        System.out.println("  " + noRest.getMessage());
      }
      return Checker.check(place.database(), place.bootstrapServers(), traffic, Outcomes.of(file), total);
    }
  }
}
