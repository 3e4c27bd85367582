package io.groundswell.metrics.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.contract.AcceptedEvent;
import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.groundswell.metrics.Rollups;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class RetentionTest {

  private static final Asker ADMIN = Asker.with(RecordBackend.ADMIN);
  private static final Asker THIRD = Asker.with(RecordBackend.THIRD_ADMIN);
  private static final Instant DAY = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(3, ChronoUnit.DAYS);
  private static final Instant LATER = DAY.plus(1, ChronoUnit.DAYS);

  private final String subject = "post/" + UUID.randomUUID();
  private final String type = "quiz." + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void eventsOfATypeGoAfterTheirDaysAndTheirDailyFiguresStay() {
    Feed.live(quiz("old", DAY), quiz("young", LATER), Feed.delta(subject, DAY, "likes", "5"));

    keep(type, 2);

    assertThat(Feed.count(events(DAY))).isZero();
    assertThat(Feed.count(events(LATER))).isEqualTo(1);
    assertThat(Feed.count(numbers(DAY))).as("the likes, of another type, are still there").isEqualTo(1);
    assertThat(series("events", "1d", DAY).values()).containsExactly("1");
    var gone = series("events", "1h", DAY).body().at("/points/0");
    assertThat(gone.get("archived").asBoolean()).as("not 0: gone").isTrue();
    assertThat(gone.get("value").isNull()).isTrue();
    assertThat(series("likes", "1h", DAY).values().getFirst()).isEqualTo("5");
    assertThat(series("events", "1h", LATER).values().getFirst()).isEqualTo("1");
    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
  }

  @Test
  void whatHasExpiredIsNotCountedTwiceWhenItIsSentAgain() {
    Feed.live(quiz("old", DAY));
    keep(type, 2);

    Feed.live(quiz("old", DAY), quiz("new", DAY), quiz("young", LATER));

    assertThat(series("events", "1d", DAY).values()).containsExactly("1");
    assertThat(series("events", "1d", LATER).values()).containsExactly("1");
    assertThat(reasons()).isEqualTo("expired_range\nexpired_range\n");
    assertThat(ADMIN.delete("/v1/retention/" + type).status()).isEqualTo(200);
    Feed.live(quiz("newer", DAY), quiz("younger", LATER));
    assertThat(reasons()).as("the boundary does not go back").hasLineCount(3);
    assertThat(series("events", "1d", LATER).values()).containsExactly("2");
  }

  @Test
  void aCounterGoesOnFromTheLastNumberOfADayOfWhichRowsHaveExpired() {
    var expired = Instant.parse("2001-05-02T00:00:00Z");
    var creator = "creator/" + UUID.randomUUID();
    Feed.backfill(expired.minus(1, ChronoUnit.DAYS), expired.plus(2, ChronoUnit.DAYS), List.of(
        Feed.observed(creator, "a", expired.minusSeconds(3_600), "total", "\"followers\":100"),
        Feed.observed(creator, "b", expired.plusSeconds(3_600), "total", "\"followers\":120"),
        Feed.event(creator, "c", expired.plusSeconds(72_000), "creator.updated", "{\"follower_count\":200}"),
        Feed.observed(creator, "d", expired.plusSeconds(90_000), "total", "\"followers\":210")));

    // As the keeper does, but of this day alone.
    assertThat(Feed.count("SELECT analytics.expire_events(1, 'creator.updated', '2001-05-02')")).isEqualTo(1);

    var growth = "/v1/series/" + creator + "/followers?agg=growth&to=2001-05-04T00:00:00Z&from=";
    assertThat(ADMIN.get(growth + "2001-05-01T00:00:00Z&bucket=1d").values()).containsExactly("0", "null", "10");
    assertThat(ADMIN.get(growth + "2001-05-02T00:00:00Z&bucket=1d").values()).containsExactly("null", "10");
    assertThat(ADMIN.get(growth + "2001-05-02T23:00:00Z&bucket=1h").values()).startsWith("null", "null", "10", "null");
  }

  @Test
  void aSumOverPlatformsIsNotTakenForWholeWhereRowsOfOneOfThemHaveExpired() {
    Feed.live(quiz("old", DAY), Feed.event(1, subject, "y", "other", DAY, "quiz.opened", "{}"));

    keep(type, 2);

    var hour = "/v1/series/" + subject + "/events?bucket=1h&from=" + DAY + "&to=" + DAY.plus(1, ChronoUnit.HOURS);
    assertThat(ADMIN.get(hour).values()).containsExactly("null");
    assertThat(ADMIN.get(hour + "&platform=y").values()).containsExactly("1");
    assertThat(ADMIN.get(hour + "&platform=x").values()).containsExactly("null");
    assertThat(ADMIN.get(hour.replace("1h", "1d")).values()).as("a piece of a day needs its rows, too")
        .containsExactly("null");
  }

  @Test
  void aFigureOfWhichRowsHaveExpiredIsNotCorrected() {
    Feed.live(quiz("old", DAY), quiz("old2", DAY.plusSeconds(1)));
    keep(type, 2);

    Feed.live(Feed.event(subject, UUID.randomUUID().toString(), DAY.plusSeconds(9), "metric.corrected", """
        {"id":"%sold","time":"%s","metrics":{"events":4}}""".formatted(subject, DAY)));

    assertThat(series("events", "1d", DAY).values()).containsExactly("2");
    assertThat(reasons()).isEqualTo("expired_range\n");
  }

  @Test
  void theRuleForAllTypesLeavesThoseAloneThatHaveTheirOwn() {
    var other = "post/" + UUID.randomUUID();
    var events = new AcceptedEvent[]{
        Feed.event(3, other, "x", "one", DAY, "metric.observed", "{\"kind\":\"delta\",\"metrics\":{\"likes\":5}}"),
        Feed.event(3, other, "x", "two", DAY, "quiz.opened", "{}"),
        Feed.event(3, other, "x", "three", DAY, type, "{}")};
    Feed.live(events);
    assertThat(THIRD.put("/v1/retention/" + type, "{\"keepDays\":90}").status()).isEqualTo(200);

    assertThat(THIRD.put("/v1/retention/*", "{\"keepDays\":1}").status()).isEqualTo(200);
    awaitDone(3, "*", 1);

    assertThat(Feed.count("SELECT count(*) FROM analytics.time_series_metrics WHERE organization_id = 3")).isEqualTo(1);
    assertThat(Feed.text("SELECT event_type FROM analytics.analytics_events WHERE organization_id = 3"))
        .isEqualTo(type + "\n");
    var rules = THIRD.get("/v1/retention").body().get("rules");
    assertThat(rules).hasSize(2);
    assertThat(rules.get(0).get("removed").asInt()).isEqualTo(2);

    THIRD.delete("/v1/retention/" + type);
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
        Feed.count("SELECT count(*) FROM analytics.time_series_metrics WHERE organization_id = 3")).isZero());
    THIRD.delete("/v1/retention/*");
  }

  @Test
  void whatWasSaidOfQualityExpiresWithItsEvents() {
    var engaged = "{\"action\":\"watch\",\"rating\":%d}";
    Feed.live(Feed.event(subject, subject + "old", DAY, "content.engaged", engaged.formatted(2)),
        Feed.event(subject, subject + "young", LATER, "content.engaged", engaged.formatted(7)));

    // As the keeper does, but of this day alone.
    assertThat(Feed.count("SELECT analytics.expire_events(1, 'content.engaged', '" + DAY.toString().substring(0, 10)
        + "')")).isPositive();

    assertThat(Feed.text("SELECT rating FROM analytics.quality_metrics WHERE subject_id = (SELECT id FROM "
        + "analytics.subject WHERE organization_id = 1 AND type || '/' || external_id = '" + subject + "')"))
        .isEqualTo("7\n");
  }

  @Test
  void aRuleThatDoesNotGetOnSaysWhyAndKeepsNoOtherOneWaiting() {
    Feed.update("""
        INSERT INTO analytics.archive_partition (day, partitioned, state, file, rows)
        SELECT '2003-04-05', partitioned, 'dropped', 'damaged/' || partitioned, 1
        FROM unnest(ARRAY['time_series_metrics', 'analytics_events']) AS partitioned""");
    try {
      var first = "aa." + type;
      Feed.update(
          "INSERT INTO analytics.retention (organization_id, event_type, keep_days, expired_before, done_before) "
              + "VALUES (3, '" + type + "', 2, '2004-01-01', '2004-01-01')");
      assertThat(ADMIN.put("/v1/retention/" + first, "{\"keepDays\":2}").status()).isEqualTo(200);

      awaitDone(3, type, 2);
      await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(rule(first).path("error").asText())
          .contains("the archive cannot be gone through"));
      assertThat(rule(first).path("doneBefore").asText()).isLessThanOrEqualTo("2003-04-05");

      Feed.update("DELETE FROM analytics.archive_partition WHERE day = '2003-04-05'");
      ADMIN.put("/v1/retention/" + first, "{\"keepDays\":2}");
      awaitDone(1, first, 2);
      assertThat(rule(first).has("error")).isFalse();
    } finally {
      Feed.update("DELETE FROM analytics.archive_partition WHERE day = '2003-04-05'");
      Feed.update("DELETE FROM analytics.retention WHERE organization_id = 3 AND event_type = '" + type + "'");
    }
  }

  private static JsonNode rule(String type) {
    return ADMIN.get("/v1/retention").body().get("rules").valueStream()
        .filter(each -> each.get("eventType").asText().equals(type)).findFirst().orElseThrow();
  }

  @Test
  void wrongRulesAreRefusedAndOthersRulesUnknown() {
    for (var body : new String[]{"{}", "{\"keepDays\":0}", "{\"keepDays\":1.5}", "{\"keepDays\":\"7\"}",
        "{\"keepDays\":36526}"}) {
      var reply = ADMIN.put("/v1/retention/" + type, body);
      assertThat(reply.status()).as(body).isEqualTo(400);
      assertThat(reply.text()).contains("keepDays", "1 to 36525");
    }
    assertThat(ADMIN.delete("/v1/retention/" + type).problem()).isEqualTo("unknown_rule");
    ADMIN.put("/v1/retention/" + type, "{\"keepDays\":36525}");
    assertThat(THIRD.get("/v1/retention").text()).doesNotContain(type);
    assertThat(THIRD.delete("/v1/retention/" + type).status()).isEqualTo(404);
    assertThat(Asker.with(RecordBackend.READER).put("/v1/retention/" + type, "{\"keepDays\":1}").status())
        .isEqualTo(403);
  }

  private AcceptedEvent quiz(String id, Instant time) {
    return Feed.event(subject, subject + id, time, type, "{\"points\":7}");
  }

  private void keep(String eventType, int days) {
    assertThat(ADMIN.put("/v1/retention/" + eventType, "{\"keepDays\":" + days + "}").status()).isEqualTo(200);
    awaitDone(1, eventType, days);
  }

  private static void awaitDone(int organization, String eventType, int days) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(Feed.count("""
        SELECT count(*) FROM analytics.retention WHERE organization_id = %d AND event_type = '%s'
          AND done_before = (now() AT TIME ZONE 'UTC')::date - %d AND done_before = expired_before"""
        .formatted(organization, eventType, days))).isEqualTo(1));
  }

  private Asker.Reply series(String metric, String bucket, Instant day) {
    return ADMIN.get("/v1/series/" + subject + "/" + metric + "?platform=x&bucket=" + bucket + "&from=" + day + "&to="
        + day.plus(1, ChronoUnit.DAYS));
  }

  private String events(Instant day) {
    return "SELECT count(*) FROM analytics.analytics_events WHERE event_type = '" + type + "' AND event_timestamp = '"
        + day + "'";
  }

  private String numbers(Instant day) {
    return """
        SELECT count(*) FROM analytics.time_series_metrics JOIN analytics.subject AS s ON s.id = subject_id
        WHERE type || '/' || external_id = '%s' AND observed_at >= '%s' AND observed_at < '%s'""".formatted(subject,
        day,
        day.plus(1, ChronoUnit.DAYS));
  }

  private String reasons() {
    return Feed.text("SELECT reason FROM analytics.quarantine WHERE convert_from(key, 'UTF8') = '1/" + subject + "'");
  }
}
