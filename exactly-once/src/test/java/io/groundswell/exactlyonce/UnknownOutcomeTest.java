package io.groundswell.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.exactlyonce.ConsumerSettings.Pace;
import io.groundswell.exactlyonce.ConsumerSettings.Timeouts;
import io.groundswell.testkit.Wire;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnknownOutcomeTest {

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PASSES")
  void neitherLosesNorDoublesABatchWhoseCommitIsNotAnswered(Wire.Commit fate) throws Exception {
    try (var stage = Stage.with(2); var wire = new Wire(stage.database.host(), stage.database.port())) {
      var settings = stage.settings().with(Pace.USUAL.withMaxBatch(200))
          .with(Timeouts.USUAL.withStatement(Duration.ofSeconds(2)));
      var running = stage.consumer(new NumberLog(), settings, stage.pool(wire.port()));
      stage.send(0, 1_000);
      stage.awaitPassed(1_000);

      wire.nextCommits(5, fate);
      stage.send(1_000, 6_000);
      stage.awaitPassed(6_000);
      stage.assertExactly(6_000);
      assertThat(wire.faultsLeft()).isZero();
      assertThat(running.count("unknown.outcomes") + running.count("troubles")).isPositive();
      Stage.await(() -> running.remembered() == 6_000);
    }
  }

  @Test
  void survivesAStormOfTerminatedBackends() throws Exception {
    try (var stage = Stage.with(3)) {
      stage.consumer(new NumberLog(), stage.settings().with(Pace.USUAL.withMaxBatch(100)), stage.pool());
      for (int round = 0; round < 15; round++) {
        stage.send(round * 1_000, (round + 1) * 1_000);
        stage.number("""
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE pid <> pg_backend_pid() AND datname = current_database() AND backend_type = 'client backend'""");
      }
      stage.awaitPassed(15_000);
      stage.assertExactly(15_000);
    }
  }
}
