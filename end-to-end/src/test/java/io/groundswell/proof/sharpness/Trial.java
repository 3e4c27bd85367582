package io.groundswell.proof.sharpness;

import static org.awaitility.Awaitility.await;

import io.groundswell.proof.SharedSystem;
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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Executors;

/// A small campaign: traffic, trouble in the midst of it, the checker's verdict.
///
/// @param home the packaged services, sound or not
/// @param patience how long it may take to come to rest at the end; an unsound one may never do
record Trial(Path home, List<Trouble> troubles, Duration patience) {

  private static final long EVENTS_A_TROUBLE = 10_000;
  private static final double EVENTS_PER_SECOND = 4_000;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  static Trial ofASoundSystem(List<Trouble> troubles) {
    return new Trial(SharedSystem.root(), troubles, PATIENCE);
  }

  Verdict run(Path directory) throws Exception {
    try (var sandbox = Sandbox.start(SandboxOptions.ephemeral().withHome(home), Progress.SILENT)) {
      var scene = new Scene(sandbox);
      var place = scene.whereabouts();
      var tenants = Tenants.make(place, 2);
      var traffic = new Traffic(7, Instant.now(), tenants.stream().map(Tenant::organization).toList());
      long total = EVENTS_A_TROUBLE * troubles.size();
      var stage = new Stage(scene, home, directory,
          LocalDate.ofInstant(traffic.historyFrom(), ZoneOffset.UTC).plusDays(3));
      var pace = new Pace(EVENTS_PER_SECOND, gate(0));
      var file = directory.resolve("journal.txt");
      try (var journal = new Journal(file);
          var driver = new Driver(place.ingest(), traffic, tenants, journal, pace, total);
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
          if (!troubles.get(i).isLate()) {
            troubles.get(i).strike(stage);
          }
          pace.openUpTo(gate(i + 1));
        }
        pace.openUpTo(Long.MAX_VALUE);
        sending.get();
      }
      try {
        Rest.await(place.database(), place.bootstrapServers(), patience);
      } catch (IllegalStateException noRest) {
        System.out.println("  " + noRest.getMessage());
      }
      for (var late : troubles) {
        if (late.isLate()) {
          late.strike(stage);
        }
      }
      return Checker.check(place.database(), place.bootstrapServers(), traffic, Outcomes.of(file), total);
    }
  }

  /// Behind it events only trickle until the trouble is over, however long that takes.
  private static long gate(int trouble) {
    return EVENTS_A_TROUBLE * trouble + EVENTS_A_TROUBLE * 4 / 5;
  }
}
