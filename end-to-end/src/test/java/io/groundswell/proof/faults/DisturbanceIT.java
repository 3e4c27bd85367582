package io.groundswell.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.proof.SharedSystem;
import io.groundswell.sandbox.Progress;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What does not kill a process: zombies, a database that stops at once, connections that are ended, a broker that
/// stands still. Takes some minutes.
@Tag("long")
@Order(Integer.MAX_VALUE)
class DisturbanceIT {

  @BeforeAll
  static void alone() {
    SharedSystem.end();
  }

  @Test
  void nothingIsLostOrDoubledByFiveOfEach(@TempDir Path directory) throws Exception {
    try (var sandbox = Sandbox.start(SandboxOptions.ephemeral().withHome(SharedSystem.root()), Progress.SILENT)) {
      var scene = new Scene(sandbox);
      try (var metrics = SecondReplica.start(scene, SharedSystem.root(), Victim.METRICS, directory);
          var trend = SecondReplica.start(scene, SharedSystem.root(), Victim.TREND, directory)) {
        metrics.awaitReadiness();
        trend.awaitReadiness();

        var report = new FaultCampaign(scene, Plan.DISTURBED,
            Map.of(Victim.METRICS, metrics.zombie(), Victim.TREND, trend.zombie()), System.out::println).run(directory);

        double refusals = metrics.refusals() + trend.refusals();
        System.out.println(report.text() + "refused by the fence: " + refusals);
        assertThat(report.isClean()).as(report.text()).isTrue();
        assertThat(report.kills().entrySet().stream()
            .collect(Collectors.groupingBy(each -> each.getKey().kind(), Collectors.summingInt(Map.Entry::getValue))))
            .containsExactlyInAnyOrderEntriesOf(Map.of(Fault.Kind.ZOMBIE, 5, Fault.Kind.STOP, 5, Fault.Kind.STORM, 5,
                Fault.Kind.FREEZE, 5));
        assertThat(refusals).as("zombies that the fence told so").isPositive();
      }
    }
  }
}
