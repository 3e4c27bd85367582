package io.groundswell.trend.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.trend.Tables;
import io.groundswell.trend.board.Board.Disturbed;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.memory.Disturbance;
import io.groundswell.trend.memory.Disturbance.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DisturbanceStoreTest {

  private static final long NOON = Bucket.of(Instant.parse("2026-03-20T12:00:00Z"));

  private final Tables tables = new Tables();
  private final Rows rows = new Rows(tables.pool(), new BoardConfig() {

    @Override
    public Duration every() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Duration patience() {
      return Duration.ofSeconds(10);
    }
  });

  @AfterEach
  void close() {
    tables.close();
  }

  @Test
  void everyReplicaKnowsWhatTheOthersSeeUntilItIsOver() throws InterruptedException {
    var one = new DisturbanceStore(rows);
    var other = new DisturbanceStore(rows);
    var silent = new Disturbance(1, "x", "", Kind.SILENT, NOON);
    one.write(Map.of(3, List.of(silent, new Disturbance(2, "tiktok", "likes", Kind.REDEFINED, NOON + 2))));
    other.write(Map.of(4, List.of(new Disturbance(1, "x", "", Kind.SILENT, NOON + 1))));

    assertThat(other.read()).isEqualTo(one.read()).isEqualTo(Map.of(
        1, List.of(new Disturbed("x", null, "silent", "2026-03-20T12:00:00Z")),
        2, List.of(new Disturbed("tiktok", "likes", "redefined", "2026-03-20T12:10:00Z"))));

    one.write(Map.of(3, List.of()));
    assertThat(other.read()).isEqualTo(Map.of(
        1, List.of(new Disturbed("x", null, "silent", "2026-03-20T12:05:00Z"))));
    other.write(Map.of(4, List.of()));
    assertThat(one.read()).isEmpty();
  }
}
