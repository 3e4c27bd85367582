package io.groundswell.metrics.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.groundswell.metrics.jobs.Jobs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
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
