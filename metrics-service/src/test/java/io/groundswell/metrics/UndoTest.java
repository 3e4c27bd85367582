package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is left when an import is taken out from beside other numbers of the same subjects.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class UndoTest {

  private static final Asker ADMIN = Asker.with(RecordBackend.ADMIN);
  private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
  private static final Instant DAY = TODAY.minusDays(3).atStartOfDay(ZoneOffset.UTC).toInstant();

  private final String type = "t" + UUID.randomUUID();
  private final String subject = type + "/one";
  private final String source = "import/" + ThreadLocalRandom.current().nextLong(1, 1_000_000_000_000L);
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void whatOthersToldOfTheSameSubjectsStaysInTopListsAndFigures() {
    Feed.live(delta(30, 5), total(60, 10), total(20, 30));
    Feed.live(imported(delta(30, 100)), imported(delta(29, 7)), imported(delta(55, 40)), imported(total(40, 500)));
    assertThat(gained("likes")).isEqualTo("152");
    assertThat(gained("followers")).as("10 to 500, then 0 to 30").isEqualTo("520");

    var undone = undo(TODAY.minusDays(1), TODAY.plusDays(1));
    Feed.live(delta(28, 2));

    assertThat(undone.body().get("removed").asInt()).as(undone.text()).isEqualTo(4);
    assertThat(undone.body().has("expiredBefore")).isFalse();
    assertThat(gained("likes")).isEqualTo("7");
    assertThat(gained("followers")).as("10 to 30").isEqualTo("20");
    await().atMost(Duration.ofSeconds(60))
        .until(() -> Feed.count("SELECT count(*) FROM analytics.metric_top_pending AS p "
            + "WHERE EXISTS (SELECT FROM analytics.subject AS s WHERE s.id = ANY (p.subjects) AND s.type = '" + type
            + "')") == 0);
    assertThat(gained("likes")).isEqualTo("7");
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      assertThat(ahead("likes", "sum")).isEqualTo(7);
      assertThat(ahead("followers", "growth")).isEqualTo(20);
    });
    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
  }

  @Test
  void aDayIsTakenOutFromBeforeTheHoursThatAreRanked() {
    Feed.live(total(40, 30), imported(total(60 * 70, 10)));
    assertThat(gained("followers")).isEqualTo("20");

    undo(TODAY.minusDays(4), TODAY.plusDays(1));

    assertThat(gained("followers")).as("the first number there is").isEqualTo("0");
  }

  @Test
  void figuresOfWhichOtherRowsHaveExpiredAreLeftAlone() {
    Feed.live(Feed.event(subject, "one", DAY, type + ".asked", "{}"),
        imported(Feed.event(subject, "two", DAY, "quiz.opened", "{}")));
    expire(type + ".asked");

    var refused = undo(TODAY.minusDays(4), TODAY.plusDays(1));

    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.problem()).isEqualTo("expired_range");
    assertThat(refused.body().get("detail").asText()).contains(TODAY.minusDays(3).toString());
    assertThatThrownBy(() -> Feed.count("SELECT analytics.undo_import_day(1, '" + source + "', '" + TODAY.minusDays(3)
        + "')")).hasStackTraceContaining("have expired");
    assertThat(ADMIN.get("/v1/series/" + subject + "/events?bucket=1d&from=" + DAY + "&to="
        + DAY.plus(1, ChronoUnit.DAYS)).values()).containsExactly("2");
  }

  @Test
  void whatHasExpiredItselfIsTold() {
    Feed.live(imported(Feed.event(subject, "one", DAY, type + ".asked", "{}")),
        imported(Feed.event(subject, "two", DAY.plus(1, ChronoUnit.DAYS), type + ".asked", "{}")));
    expire(type + ".asked");

    var undone = undo(TODAY.minusDays(4), TODAY.plusDays(1));

    assertThat(undone.body().get("removed").asInt()).as(undone.text()).isEqualTo(1);
    assertThat(undone.body().get("expiredBefore").asText()).isEqualTo(TODAY.minusDays(2).toString());
    assertThat(ADMIN.get("/v1/series/" + subject + "/events?bucket=1d&from=" + DAY + "&to="
        + DAY.plus(2, ChronoUnit.DAYS)).values()).startsWith("1").doesNotContain("2");
  }

  private static void expire(String eventType) {
    assertThat(ADMIN.put("/v1/retention/" + eventType, "{\"keepDays\":2}").status()).isEqualTo(200);
    await().atMost(Duration.ofSeconds(60)).until(() -> Feed.count("SELECT count(*) FROM analytics.retention WHERE "
        + "event_type = '" + eventType + "' AND done_before = expired_before AND removed = 1") == 1);
  }

  private Asker.Reply undo(LocalDate from, LocalDate to) {
    return ADMIN.post("/v1/events/undo",
        "{\"source\": \"%s\", \"from\": \"%s\", \"to\": \"%s\"}".formatted(source, from, to));
  }

  private AcceptedEvent delta(int minutesAgo, int likes) {
    return observed("delta", minutesAgo, "likes", likes);
  }

  private AcceptedEvent total(int minutesAgo, int followers) {
    return observed("total", minutesAgo, "followers", followers);
  }

  private AcceptedEvent observed(String kind, int minutesAgo, String metric, int value) {
    return Feed.observed(subject, UUID.randomUUID().toString(), now.minus(minutesAgo, ChronoUnit.MINUTES), kind,
        "\"%s\":%d".formatted(metric, value));
  }

  private AcceptedEvent imported(AcceptedEvent event) {
    var told = event.event();
    return new AcceptedEvent(event.organization(), event.receivedAt(), new CloudEvent(told.id(), source, told.type(),
        told.time(), told.subject(), told.platform(), told.extensions(), told.data()));
  }

  private int ahead(String metric, String by) {
    return ADMIN.get("/v1/top/" + metric + "?window=24h&by=" + by + "&type=" + type).body().at("/subjects/0/value")
        .asInt();
  }

  /// In the quarters and on the way there.
  private String gained(String metric) {
    return Feed.text("""
        SELECT trim_scale(sum(gain)) FROM (
          SELECT subject_id, measure_id, gain FROM analytics.metric_top_quarter
          UNION ALL
          SELECT one.subject_id, one.measure_id, one.gain FROM analytics.metric_top_pending AS p
          CROSS JOIN LATERAL unnest(p.subjects, p.measures, p.gains) AS one (subject_id, measure_id, gain)) AS g
        JOIN analytics.subject AS s ON s.id = g.subject_id AND s.type = '%s'
        JOIN analytics.measure AS m ON m.id = g.measure_id AND m.metric = '%s'""".formatted(type, metric)).strip();
  }
}
