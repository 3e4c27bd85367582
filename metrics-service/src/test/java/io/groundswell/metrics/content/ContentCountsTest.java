package io.groundswell.metrics.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.groundswell.metrics.jobs.Jobs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class ContentCountsTest {

  private static final Instant HOUR = Instant.now().truncatedTo(ChronoUnit.HOURS);

  @Inject
  ContentCounts counts;

  @Inject
  Jobs jobs;

  private final String platform = "c" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
    // The service's own first round; the next one comes after an hour.
    await().atMost(Duration.ofSeconds(60)).until(() -> Feed.count("SELECT count(*) FROM analytics.job_run "
        + "WHERE job = 'content-counts' AND last_succeeded IS NOT NULL") == 1);
  }

  @Test
  void hoursOfLongAgoBecomeOneRowAndNoSumChanges() {
    counted(100, 7, 3, 0);
    counted(72, 5, 1, 0);
    counted(72, 4, 1, 1);
    counted(100, -2, -1, -1);
    counted(10, 9, 2, 0);
    var before = stats();

    fold();

    assertThat(rows()).isEqualTo("14 4 72 -2\n9 2 10 0\n");
    assertThat(stats()).isEqualTo(before).isEqualTo("23 6");
  }

  @Test
  void whatIsCountedInAnOldHourLaterIsAddedWithTheNextRound() {
    counted(72, 5, 1, 0);
    fold();
    counted(72, 1, 0, 0);
    counted(60, 2, 2, 3);

    fold();
    fold();

    assertThat(rows()).isEqualTo("8 3 60 -2\n");
    assertThat(stats()).isEqualTo("8 3");
  }

  @Test
  void anHourThatABatchCountsInIsLeftForTheNextRound() throws SQLException {
    counted(72, 5, 1, 0);
    counted(80, 6, 1, 0);
    try (var batch = Feed.connect(); var statement = batch.createStatement()) {
      batch.setAutoCommit(false);
      statement.execute("UPDATE analytics.content_hour SET posts = posts + 1 WHERE platform = '" + platform
          + "' AND posts = 6");

      fold();
      batch.commit();
    }
    assertThat(rows()).isEqualTo("7 1 80 0\n5 1 72 -2\n");

    fold();

    assertThat(rows()).isEqualTo("12 2 72 -2\n");
  }

  private void fold() {
    var lease = jobs.lease("content-counts-" + UUID.randomUUID());
    assertThat(lease.take()).isTrue();
    counts.round(lease);
  }

  private void counted(int hoursAgo, int posts, int creators, int partition) {
    Feed.update("INSERT INTO analytics.content_hour (organization_id, platform, hour, posts, creators, kpartition) "
        + "VALUES (1, '%s', '%s', %d, %d, %d)"
            .formatted(platform, HOUR.minus(hoursAgo, ChronoUnit.HOURS), posts, creators, partition));
  }

  /// Posts, creators, how many hours before this one and partition of each row, oldest first.
  private String rows() {
    return Feed.text("SELECT concat_ws(' ', posts, creators, "
        + "extract(epoch FROM '" + HOUR + "' - hour)::bigint / 3600, kpartition) "
        + "FROM analytics.content_hour WHERE platform = '" + platform + "' ORDER BY hour");
  }

  private String stats() {
    var own = Asker.with(RecordBackend.READER).get("/v1/stats").body().get("platforms").valueStream()
        .filter(each -> each.get("platform").asText().equals(platform)).findFirst().orElseThrow();
    return own.get("posts").asLong() + " " + own.get("creators").asLong();
  }
}
