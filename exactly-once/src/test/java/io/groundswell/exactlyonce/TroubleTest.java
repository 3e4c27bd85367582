package io.groundswell.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.testkit.Wire;
import org.junit.jupiter.api.Test;

class TroubleTest {

  @Test
  void waitsForAMissingTablePartition() throws Exception {
    try (var stage = Stage.with(1)) {
      stage.execute("""
          DROP TABLE line;
          CREATE TABLE line (kpartition int NOT NULL, koffset bigint NOT NULL, n bigint NOT NULL) PARTITION BY RANGE (n);
          CREATE TABLE line_0 PARTITION OF line FOR VALUES FROM (0) TO (100)""");
      var running = stage.consumer();
      stage.send(0, 50);
      stage.awaitPassed(50);
      stage.send(50, 150);
      Stage.await(() -> running.state(0) instanceof PartitionState.Troubled troubled
          && troubled.reason().startsWith("SQLSTATE 23514: no partition of relation"));
      assertThat(stage.number("SELECT count(*) FROM quarantine")).isZero();

      stage.execute("CREATE TABLE line_1 PARTITION OF line FOR VALUES FROM (100) TO (200)");
      stage.awaitPassed(150);
      stage.assertExactly(150);
      Stage.await(() -> running.state(0) instanceof PartitionState.Running);
    }
  }

  @Test
  void waitsForTheDatabase() throws Exception {
    try (var stage = Stage.with(2); var wire = new Wire(stage.database.host(), stage.database.port())) {
      var running = stage.consumer(new NumberLog(), stage.settings(), stage.pool(wire.port()));
      stage.send(0, 1_000);
      stage.awaitPassed(1_000);
      wire.cut();
      stage.send(1_000, 3_000);
      Stage.await(() -> running.consumer()
          .partitions()
          .values()
          .stream()
          .allMatch(PartitionState.Troubled.class::isInstance));
      assertThat(running.consumer().state()).isEqualTo(new ConsumerState.Running());

      wire.mend();
      stage.awaitPassed(3_000);
      stage.assertExactly(3_000);
      assertThat(stage.number("SELECT count(*) FROM quarantine")).isZero();
    }
  }

  @Test
  void startsBeforeTheDatabaseDoes() throws Exception {
    try (var stage = Stage.with(1); var wire = new Wire(stage.database.host(), stage.database.port())) {
      wire.cut();
      var running = stage.consumer(new NumberLog(), stage.settings(), stage.pool(wire.port()));
      stage.send(0, 100);
      Stage.await(() -> running.state(0) instanceof PartitionState.Troubled);
      wire.mend();
      stage.awaitPassed(100);
      stage.assertExactly(100);
    }
  }

  @Test
  void storesNothingWhileTheDestinationIsBroken() throws Exception {
    try (var stage = Stage.with(1)) {
      var log = new NumberLog();
      log.beforeStoring = batch -> {
        throw new IllegalStateException("a bug");
      };
      var running = stage.consumer(log, stage.settings(), stage.pool());
      stage.send(0, 100);
      Stage.await(() -> running.state(0) instanceof PartitionState.Troubled troubled
          && troubled.reason().equals("bug: java.lang.IllegalStateException: a bug"));
      assertThat(stage.passed()).isZero();
      assertThat(stage.number("SELECT count(*) FROM quarantine")).isZero();

      log.beforeStoring = batch -> {
      };
      stage.awaitPassed(100);
      stage.assertExactly(100);
    }
  }
}
