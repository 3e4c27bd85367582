package io.groundswell.metrics.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.Lane;
import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.groundswell.metrics.Rollups;
import io.groundswell.metrics.jobs.Jobs;
import io.groundswell.metrics.jobs.Lease;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class AuditTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Instant DAY = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(2, ChronoUnit.DAYS);

  @Inject
  Auditor auditor;

  @Inject
  Jobs jobs;

  private final String subject = "post/" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void aRollupThatWasChangedByHandIsRepairedAndCounted() {
    Feed.live(likes(1, "2.5"), likes(2, "4"));
    double before = repaired();
    Feed.update("UPDATE analytics.metric_rollup_day SET sum = 7, maximum = 5 WHERE " + ofSubject());

    auditor.round(held());

    assertThat(rollup()).isEqualTo("2 6.5 4\n");
    assertThat(repaired()).isEqualTo(before + 1);
    var audit = READER.get("/v1/audit");
    var finding = audit.body().get("findings").get(0);
    assertThat(finding.get("subject").asText()).isEqualTo(subject);
    assertThat(finding.get("metric").asText()).isEqualTo("likes");
    assertThat(finding.at("/kept/sum").asText()).isEqualTo("7");
    assertThat(finding.at("/recomputed/sum").asText()).isEqualTo("6.5");
    assertThat(audit.body().get("repaired").asLong()).isPositive();
    assertThat(audit.body().get("days").findValuesAsText("day")).contains(DAY.toString().substring(0, 10));
    assertThat(Asker.with(RecordBackend.STRANGER).get("/v1/audit").body().get("findings")).isEmpty();
  }

  @Test
  void aMissingRollupIsMadeAndOneWithoutRowsGoes() {
    Feed.live(likes(1, "3"), Feed.delta(subject, DAY, "views", "9"));
    Feed.update("DELETE FROM analytics.metric_rollup_day WHERE " + ofSubject()
        + " AND measure_id = (SELECT id FROM analytics.measure WHERE metric = 'likes' AND platform = 'x' AND kind = 'delta')");
    Feed.update(
        "INSERT INTO analytics.metric_rollup_day (organization_id, subject_id, measure_id, day, events, sum, minimum, "
            + "maximum, last_at, last_key, last_value) SELECT organization_id, subject_id, 0, day, events, sum, minimum, maximum, "
            + "last_at, last_key, last_value FROM analytics.metric_rollup_day WHERE " + ofSubject());

    auditor.round(held());

    assertThat(rollup()).isEqualTo("1 3 3\n1 9 9\n");
    var findings = READER.get("/v1/audit").body().get("findings");
    assertThat(findings.get(0).has("kept") ^ findings.get(0).has("recomputed")).isTrue();
    assertThat(findings.get(1).has("kept") ^ findings.get(1).has("recomputed")).isTrue();
  }

  @Test
  void aDayThatNothingChangedIsLookedAtByChance() {
    Feed.live(likes(1, "3"));
    auditor.round(held());
    Feed.update("UPDATE analytics.metric_rollup_day SET events = 8 WHERE " + ofSubject());

    await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(1)).until(() -> {
      auditor.round(held());
      return rollup().equals("1 3 3\n");
    });
  }

  @Test
  void anAuditBesideWritersRaisesNoFalseAlarmAndLosesNothing() {
    var known = likes(0, "1");
    Feed.live(known);
    auditor.round(held());
    long findings = findings();
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 6_000; i++) {
      events.add(Feed.delta(subject + i % 20, DAY.plusSeconds(i), "likes", "1"));
    }

    Feed.send(Lane.LIVE, events);
    for (int round = 0; round < 5; round++) {
      auditor.round(held());
    }
    assertThat(findings()).isEqualTo(findings);

    // Repairs in the midst of it: what was broken is mended, and what is being written is neither lost nor counted
    // twice.
    for (int round = 0; round < 5; round++) {
      Feed.update("UPDATE analytics.metric_rollup_day AS d SET events = events + 7 FROM analytics.subject AS s "
          + "WHERE s.id = d.subject_id AND s.type || '/' || s.external_id LIKE '" + subject + "_%'");
      Feed.send(Lane.LIVE, events.subList(round * 1_000, round * 1_000 + 1_000).stream()
          .map(
              event -> Feed.delta(event.event().subject().toString(), event.event().time().plusMillis(5), "likes", "1"))
          .toList());
      auditor.round(held());
    }
    Feed.awaitDrained(Lane.LIVE);
    auditor.round(held());

    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
    assertThat(Feed.count("SELECT sum(sum) FROM analytics.metric_rollup_day AS d JOIN analytics.subject AS s "
        + "ON s.id = d.subject_id WHERE s.type || '/' || s.external_id LIKE '" + subject + "_%'")).isEqualTo(11_000);
  }

  private Lease held() {
    // The same replica as the service's own rounds, so the job is ours as soon as anybody's.
    var lease = jobs.lease("audit");
    await().atMost(Duration.ofSeconds(30)).until(lease::take);
    return lease;
  }

  private AcceptedEvent likes(int minute, String value) {
    return Feed.delta(subject, DAY.plus(minute, ChronoUnit.MINUTES), "likes", value);
  }

  private String ofSubject() {
    return "subject_id = (SELECT id FROM analytics.subject WHERE organization_id = 1 AND type || '/' || external_id = '"
        + subject + "')";
  }

  private String rollup() {
    return Feed
        .text("SELECT events || ' ' || sum || ' ' || maximum FROM analytics.metric_rollup_day WHERE " + ofSubject()
            + " ORDER BY sum");
  }

  private static long findings() {
    return Feed.count("SELECT count(*) FROM analytics.audit_finding");
  }

  private static double repaired() {
    return Asker.with(null).management("/q/metrics").text().lines()
        .filter(line -> line.startsWith("groundswell_audit_repaired_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
  }
}
