package io.groundswell.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuarantineTest {

  @Test
  void setsAsideOnlyTheRecordThatCannotBeRead() throws Exception {
    try (var stage = Stage.with(1)) {
      var running = stage.consumer();
      stage.send(0, 500);
      stage.send(0, "half past\u0000nine");
      stage.send(500, 1_000);
      stage.awaitPassed(1_001);

      stage.assertExactly(1_000);
      assertThat(stage.texts("SELECT koffset || ' ' || reason || ' ' || detail FROM quarantine"))
          .isEqualTo(List.of("500 not_a_number cannot read \"half past\uFFFDnine\""));
      assertThat(stage.texts("SELECT encode(value, 'escape') FROM quarantine"))
          .isEqualTo(List.of("half past\\000nine"));
      Stage.await(() -> running.count("records", "outcome", "quarantined") == 1);
      Stage.await(() -> running.count("records.read") == 1_001);
    }
  }

  @Test
  void setsAsideOnlyTheRecordsThatTheDatabaseRefuses() throws Exception {
    try (var stage = Stage.with(1)) {
      for (int n = 0; n < 5_000; n++) {
        stage.send(0, String.valueOf(n % 1_000 == 500 ? -n : n));
      }
      stage.flush();
      stage.consumer();
      stage.awaitPassed(5_000);

      assertThat(stage.number("SELECT count(DISTINCT n) FROM line")).isEqualTo(4_995);
      assertThat(stage.number("SELECT count(*) FROM line")).isEqualTo(4_995);
      assertThat(stage.texts("SELECT koffset || ' ' || reason || ' ' || detail FROM quarantine ORDER BY koffset"))
          .isEqualTo(
              List.of(500, 1_500, 2_500, 3_500, 4_500)
                  .stream()
                  .map(offset -> offset + " refused_by_database SQLSTATE 23514, constraint natural_number")
                  .toList());
      stage.assertBalanced();
    }
  }

  @Test
  void goesOnAfterAThousandBadRecordsInARow() throws Exception {
    try (var stage = Stage.with(1)) {
      var running = stage.consumer();
      stage.send(0, 100);
      for (int n = 1; n <= 1_000; n++) {
        stage.send(0, n % 2 == 0 ? "nonsense " + n : String.valueOf(-n));
      }
      stage.send(100, 200);
      stage.awaitPassed(1_200);

      stage.assertExactly(200);
      assertThat(stage.number("SELECT count(*) FROM quarantine WHERE reason = 'not_a_number'")).isEqualTo(500);
      assertThat(stage.number("SELECT count(*) FROM quarantine WHERE reason = 'refused_by_database'")).isEqualTo(500);
      assertThat(running.count("troubles")).isZero();
      Stage.await(() -> running.remembered() == 200);
    }
  }

  @Test
  void setsAsideWhatADeferredConstraintRefuses() throws Exception {
    try (var stage = Stage.with(1)) {
      stage.execute("""
          CREATE TABLE known (n bigint PRIMARY KEY);
          INSERT INTO known SELECT generate_series(0, 99);
          ALTER TABLE line ADD CONSTRAINT line_known FOREIGN KEY (n) REFERENCES known DEFERRABLE INITIALLY DEFERRED""");
      stage.consumer();
      stage.send(0, 50);
      stage.send(0, "1000");
      stage.send(50, 100);
      stage.awaitPassed(101);

      stage.assertExactly(100);
      assertThat(stage.texts("SELECT detail FROM quarantine"))
          .isEqualTo(List.of("SQLSTATE 23503, constraint line_known"));
    }
  }
}
