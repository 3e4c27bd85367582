package io.groundswell.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.proof.SharedSystem;
import io.groundswell.sandbox.Progress;
import io.groundswell.sandbox.Sandbox;
import io.groundswell.sandbox.SandboxOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwentyKillsIT {

  @BeforeAll
  static void alone() {
    SharedSystem.end();
  }

  @Test
  void nothingIsLostOrDoubledByTwentyKills(@TempDir Path directory) throws Exception {
    var options = SandboxOptions.ephemeral().withHome(SharedSystem.root());
    try (var sandbox = Sandbox.start(options, Progress.SILENT)) {
      var report = new FaultCampaign(new Scene(sandbox), Plan.USUAL, System.out::println).run(directory);

      System.out.println(report.text());
      assertThat(report.isClean()).as(report.text()).isTrue();
      assertThat(report.kills().values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(20);
    }
  }
}
