package io.groundswell.trend.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundswell.trend.Answers;
import io.groundswell.trend.TrendBackend;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Four calls of ten days ago: of three the subject stays above its level for three days, of one for seven.
@QuarkusTest
@QuarkusTestResource(TrendBackend.class)
class CalibrationTest {

  private static final Instant CALLED = Instant.now().minus(10, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS);

  @Inject
  Pool pool;

  @Inject
  OutcomeKeeper keeper;

  private void run(String sql, Tuple parameters) {
    pool.preparedQuery(sql).execute(parameters).toCompletionStage().toCompletableFuture().join();
  }

  private void call(String subject, double confidence, int daysAbove) {
    call(2, "x", subject, confidence, daysAbove);
  }

  private void call(int organization, String platform, String subject, double confidence, int daysAbove) {
    run("INSERT INTO analytics.trend_call (event_id, organization_id, slot, subject_type, subject_id, platform, metric, "
        + "called_at, confidence, level) VALUES ($1, $5, 5, 'niche', $2, $6, 'likes', $3, $4, 10)",
        Tuple.of(UUID.randomUUID(), subject, CALLED.atOffset(ZoneOffset.UTC), confidence, organization, platform));
    for (int day = 0; day < 8; day++) {
      // 12 · 288 or 8 · 288 on a day, on the mean 12 or 8 in five minutes.
      run("INSERT INTO analytics.trend_bucket (organization_id, slot, subject_type, subject_id, platform, metric, "
          + "bucket_start, live, events, total) VALUES ($4, 5, 'niche', $1, $5, 'likes', $2, true, 1, $3::int)",
          Tuple.of(subject, CALLED.plus(day, ChronoUnit.DAYS).plus(1, ChronoUnit.HOURS).atOffset(ZoneOffset.UTC),
              288 * (day < daysAbove ? 12 : 8), organization, platform));
    }
  }

  private static int known() {
    return Answers.get(TrendBackend.STRANGER, "/v1/trends/calibration").body().at("/afterThreeDays/known").asInt();
  }

  @Test
  void aCallIsHeldAgainstWhatBecameOfIt() {
    Answers.untilReady();
    call("lasting", 0.95, 8);
    call("brief", 0.9, 4);
    call("briefer", 0.55, 3);
    call("nothing", 0.2, 0);
    // The platform was silent for two hours of the day that counts after three days, and of the one after seven.
    for (int day : new int[]{2, 6}) {
      run("INSERT INTO analytics.trend_disturbance_span VALUES ($1, $2, 1, false, 'away', '', 'silent')",
          Tuple.of(CALLED.plus(day * 24 + 3, ChronoUnit.HOURS).atOffset(ZoneOffset.UTC),
              CALLED.plus(day * 24 + 5, ChronoUnit.HOURS).atOffset(ZoneOffset.UTC)));
    }
    call(1, "away", "silenced", 0.5, 0);
    // One partition stands still for days: what is not counted yet is not held against anybody.
    keeper.fill(CALLED.plus(60, ChronoUnit.HOURS));
    assertThat(known()).isZero();
    keeper.fill(CALLED.plus(74, ChronoUnit.HOURS));
    assertThat(known()).isEqualTo(4);
    keeper.fill(Instant.now());

    var answer = Answers.get(TrendBackend.STRANGER, "/v1/trends/calibration").body();
    assertThat(answer.path("calls").asInt()).isEqualTo(4);
    var three = answer.path("afterThreeDays");
    assertThat(three.path("known").asInt()).isEqualTo(4);
    assertThat(three.path("held").asDouble()).isEqualTo(0.75);
    // (0.05² + 0.1² + 0.45² + 0.2²)/4
    assertThat(three.path("brierScore").asDouble()).isCloseTo(0.06375, within(1e-9));
    assertThat(three.path("brierOfBaseRate").asDouble()).isEqualTo(0.1875);
    assertThat(three.path("reliability")).hasSize(3);
    assertThat(three.path("reliability").path(2).path("from").asDouble()).isEqualTo(0.9);
    assertThat(three.path("reliability").path(2).path("calls").asInt()).isEqualTo(2);
    assertThat(three.path("reliability").path(2).path("held").asDouble()).isEqualTo(1);
    assertThat(answer.path("afterSevenDays").path("held").asDouble()).isEqualTo(0.25);

    var silenced = Answers.get(TrendBackend.READER, "/v1/trends/calibration?from=2020-01-01T00:00:00Z").body();
    assertThat(silenced.path("calls").asInt()).isPositive();
    assertThat(silenced.at("/afterThreeDays/known").asInt()).isZero();
    assertThat(silenced.at("/afterSevenDays/known").asInt()).isZero();
    assertThat(Answers.get(TrendBackend.WRITER, "/v1/trends/calibration").status()).isEqualTo(403);
    assertThat(Answers.get(TrendBackend.READER, "/v1/trends/calibration?from=yesterday").status()).isEqualTo(400);
  }
}
