package io.groundswell.metrics.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
  void sketchesThatWereDamagedAreMadeAnew() {
    var other = "post/" + UUID.randomUUID();
    for (int i = 0; i < 40; i++) {
      Feed.send(Lane.LIVE, List.of(watched(subject, "a" + i % 7, i), watched(other, "b" + i % 20, 400 + i)));
    }
    Feed.awaitDrained(Lane.LIVE);
    auditor.round(held());
    long findings = findings();
    var day = "?bucket=1d&from=" + DAY + "&to=" + DAY.plus(1, ChronoUnit.DAYS) + "&agg=";
    // The persons of one and the seconds of the other become somebody else's.
    Feed.update(swap("persons", subject, other));
    Feed.update(swap("quantiles", other, subject));
    var wrong = READER.get("/v1/series/" + subject + "/watch" + day + "distinct");
    assertThat(wrong.values()).containsExactly("20");
    Feed.live(likes(1, "3"));

    auditor.round(held());

    assertThat(READER.get("/v1/series/" + subject + "/watch" + day + "distinct", "If-None-Match", wrong.header("ETag"))
        .values()).as("whoever has the wrong answer gets the right one").containsExactly("7");
    assertThat(READER.get("/v1/series/" + other + "/watch_seconds" + day + "p50").values()).containsExactly("419");
    assertThat(findings()).isEqualTo(findings + 2);
    var found = READER.get("/v1/audit?limit=2").body().get("findings");
    assertThat(found.findValuesAsText("persons")).containsExactly("20", "7");
    assertThat(found.findValuesAsText("subject")).containsExactlyInAnyOrder(subject, other);
    Feed.live(likes(2, "3"));
    auditor.round(held());
    assertThat(findings()).as("sound ones are left alone").isEqualTo(findings + 2);
  }

  @Test
  void quartersOfTopListsThatWereDamagedAreMended() {
    var now = Instant.now();
    Feed.live(Feed.delta(subject, now.minusSeconds(4_200), "likes", "1"),
        Feed.delta(subject, now.minusSeconds(2_400), "likes", "5"), total(now.minusSeconds(4_200), 10),
        total(now.minusSeconds(2_400), 30));
    await().atMost(Duration.ofSeconds(60)).until(() -> gained("likes").equals("6") && Feed.count(
        "SELECT count(*) FROM analytics.metric_top_quarter WHERE " + ofSubject()) == 4);
    auditor.round(held());
    long findings = findings();
    Feed.update("UPDATE analytics.metric_top_quarter AS q SET gain = 99 WHERE " + ofSubject() + " AND quarter = ("
        + "SELECT max(quarter) FROM analytics.metric_top_quarter AS l WHERE l.subject_id = q.subject_id)");
    // A day that nothing changed is looked at by chance.
    Feed.live(Feed.delta(subject, now.minusSeconds(2_400), "spoons", "1"));

    auditor.round(held());

    assertThat(gained("likes")).isEqualTo("6");
    assertThat(gained("followers")).isEqualTo("20");
    assertThat(findings()).isEqualTo(findings + 2);
    var found = READER.get("/v1/audit?limit=2").body().get("findings");
    assertThat(found.findValuesAsText("gain")).containsExactlyInAnyOrder("99", "5", "99", "20");
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

  private static AcceptedEvent watched(String subject, String person, int seconds) {
    var event = Feed.event(subject, UUID.randomUUID().toString(), DAY.plusSeconds(seconds), "content.engaged",
        "{\"action\":\"watch\",\"watch_seconds\":" + seconds + "}");
    var told = event.event();
    return new AcceptedEvent(1, event.receivedAt(), new CloudEvent(told.id(), told.source(), told.type(), told.time(),
        told.subject(), told.platform(), new TreeMap<>(Map.of("userid", person)), told.data()));
  }

  private static String swap(String column, String of, String with) {
    var sketch =
        "(SELECT s.id FROM analytics.subject AS s WHERE s.organization_id = 1 AND s.type || '/' || s.external_id = '%s')";
    return "UPDATE analytics.metric_sketch_day AS k SET " + column + " = (SELECT w." + column
        + " FROM analytics.metric_sketch_day AS w WHERE w.measure_id = k.measure_id AND w.day = k.day AND w.subject_id = "
        + sketch.formatted(with) + ") WHERE k." + column + " IS NOT NULL AND k.subject_id = " + sketch.formatted(of);
  }

  private AcceptedEvent total(Instant at, int followers) {
    return Feed.observed(subject, UUID.randomUUID().toString(), at, "total", "\"followers\":" + followers);
  }

  /// In the quarters and on the way there.
  private String gained(String metric) {
    return Feed
        .text("""
        SELECT trim_scale(sum(gain)) FROM (
          SELECT subject_id, measure_id, gain FROM analytics.metric_top_quarter
          UNION ALL
          SELECT one.subject_id, one.measure_id, one.gain FROM analytics.metric_top_pending AS p
          CROSS JOIN LATERAL unnest(p.subjects, p.measures, p.gains) AS one (subject_id, measure_id, gain)) AS g
        JOIN analytics.measure AS m ON m.id = g.measure_id AND m.metric = '%s' WHERE %s""".formatted(metric,
            ofSubject()))
        .strip();
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
