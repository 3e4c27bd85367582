package io.groundswell.metrics.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.groundswell.metrics.jobs.Jobs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class TopKeeperTest {

  @Inject
  TopKeeper keeper;

  @Inject
  Jobs jobs;

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void aListIsTheSameBeforeAndAfterBatchesAreAddedToTheQuarters() {
    var type = "t" + UUID.randomUUID();
    var path = "/v1/top/comments?window=1h&type=" + type;
    var lease = jobs.lease("top-quarters");
    await().atMost(Duration.ofSeconds(30)).until(lease::take);
    var now = Instant.now();
    Feed.live(Feed.delta(type + "/a", now, "comments", "2.5"), Feed.delta(type + "/a", now, "comments", "4"));
    var before = Asker.with(RecordBackend.READER).get(path).body().get("subjects");

    keeper.fold(lease);

    // Unless the service's own round was quicker, which may still be at it.
    await().atMost(Duration.ofSeconds(60)).until(() -> Feed.count(
        "SELECT count(*) FROM analytics.metric_top_quarter AS q JOIN analytics.subject AS s "
            + "ON s.id = q.subject_id WHERE s.type = '" + type + "'")
        == 1);
    assertThat(before.toString()).contains("\"value\":6.5");
    await().atMost(Duration.ofSeconds(60)).untilAsserted(
        () -> assertThat(Asker.with(RecordBackend.READER).get(path).body().get("subjects")).isEqualTo(before));
  }

  @Test
  void quartersThatNoListLooksAtAreDeletedAndOthersStay() {
    Feed.update("INSERT INTO analytics.metric_top_quarter (quarter, organization_id, measure_id, subject_id, gain) "
        + "SELECT now() - age, 1, 0, -1, 1 FROM unnest(ARRAY[interval '28 hours', interval '26 hours']) AS age");
    var lease = jobs.lease("top-lists-test");
    assertThat(lease.take()).isTrue();

    keeper.round(lease);

    assertThat(Feed.count("SELECT count(*) FROM analytics.metric_top_quarter WHERE subject_id = -1")).isEqualTo(1);
    Feed.update("DELETE FROM analytics.metric_top_quarter WHERE subject_id = -1");
  }
}
