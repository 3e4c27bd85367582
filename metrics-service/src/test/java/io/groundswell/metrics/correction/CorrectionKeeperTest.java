package io.groundswell.metrics.correction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.groundswell.metrics.jobs.Jobs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class CorrectionKeeperTest {

  private static final Instant AT = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(5, ChronoUnit.HOURS);

  @Inject
  CorrectionKeeper keeper;

  @Inject
  Jobs jobs;

  private final String subject = "post/" + UUID.randomUUID();

  @Test
  void whatHasWaitedForFiveWeeksIsForgottenAndStaysAmongTheEvents() {
    Asker.untilReady();
    Feed.live(correction("old"), correction("young"));
    Feed.update(
        "UPDATE analytics.metric_correction_pending SET kept_at = now() - interval '36 days' WHERE correction_key = '"
            + AcceptedEvent.eventKey(1, "test", subject + "old") + "'");
    var lease = jobs.lease("early-corrections");
    await().atMost(Duration.ofSeconds(30)).until(lease::take);

    keeper.round(lease);

    assertThat(
        Feed.text("SELECT correction_key FROM analytics.metric_correction_pending AS p JOIN analytics.subject AS s "
            + "ON s.id = p.subject_id WHERE s.type || '/' || s.external_id = '" + subject + "'"))
        .isEqualTo(AcceptedEvent.eventKey(1, "test", subject + "young") + "\n");
    assertThat(Feed.count("SELECT count(*) FROM analytics.analytics_events AS e JOIN analytics.subject AS s "
        + "ON s.id = e.subject_id WHERE s.type || '/' || s.external_id = '" + subject + "'")).isEqualTo(2);
  }

  private AcceptedEvent correction(String id) {
    return Feed.event(subject, subject + id, AT, "metric.corrected",
        "{\"id\":\"of-%s\",\"time\":\"%s\",\"metrics\":{\"likes\":4}}".formatted(id, AT));
  }
}
