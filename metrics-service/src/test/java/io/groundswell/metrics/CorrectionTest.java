package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.Lane;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class CorrectionTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Instant DAY = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(2, ChronoUnit.DAYS);

  private final String subject = "post/" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void aWrongNumberIsPutRightInEveryFigureOfItsBucket() {
    Feed.live(observed("one", 10, "delta", "likes", "100"), observed("two", 20, "delta", "likes", "3"),
        observed("three", 30, "delta", "likes", "5"));
    long before = day("likes", "").body().at("/points/0/revision").asLong();

    Feed.live(correction("fix", 60, "one", 10, "likes", "4"), correction("fix2", 61, "three", 30, "likes", "-1"));

    assertThat(day("likes", "").values()).containsExactly("6");
    assertThat(day("likes", "agg=max").values()).containsExactly("4");
    assertThat(day("likes", "agg=min").values()).containsExactly("-1");
    assertThat(day("likes", "agg=last").values()).containsExactly("-1");
    assertThat(day("likes", "agg=count").values()).containsExactly("3");
    assertThat(hours("likes", "agg=p99").getFirst()).isEqualTo("4");
    var point = day("likes", "").body().at("/points/0");
    assertThat(point.get("changeReason").asText()).isEqualTo("correction");
    assertThat(point.get("revision").asLong()).isEqualTo(before + 2);
    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
  }

  @Test
  void anHourSaysWhenAndWhyItsDayLastChanged() {
    Feed.live(observed("one", 10, "delta", "likes", "100"), observed("two", 70, "delta", "likes", "3"));
    var late = hour("likes").get("day");
    assertThat(late.get("changeReason").asText()).isEqualTo("late");

    Feed.live(correction("fix", 120, "one", 10, "likes", "4"));

    var hour = hour("likes");
    assertThat(hour.get("value").asInt()).isEqualTo(4);
    assertThat(hour.has("revision")).as("nothing is kept of an hour").isFalse();
    assertThat(hour.at("/day/changeReason").asText()).isEqualTo("correction");
    assertThat(hour.at("/day/revision").asLong()).isEqualTo(late.get("revision").asLong() + 1);
    assertThat(Instant.parse(hour.at("/day/changedAt").asText()))
        .isAfter(Instant.parse(late.get("changedAt").asText()));
    assertThat(day("likes", "").body().at("/points/0").has("day")).isFalse();
  }

  @Test
  void aCorrectedTotalGrowsOtherwise() {
    Feed.live(observed("one", 10, "total", "likes", "100"), observed("two", 70, "total", "likes", "1100"),
        observed("three", 130, "total", "likes", "120"));
    assertThat(hours("likes", "agg=growth").subList(0, 3)).containsExactly("0", "1000", "120");

    Feed.live(correction("fix", 200, "two", 70, "likes", "110"));

    assertThat(hours("likes", "agg=growth").subList(0, 3)).containsExactly("0", "10", "10");
  }

  @Test
  void ofSeveralCorrectionsTheLatestHoldsInWhateverOrderTheyCome() {
    var random = new Random(2);
    for (int round = 0; round < 4; round++) {
      var id = "event" + round;
      var fixes = new ArrayList<>(List.of(correction(id + "a", 50, id, round, "likes", "1"),
          correction(id + "b", 52, id, round, "likes", "2"), correction(id + "c", 51, id, round, "likes", "3")));
      Collections.shuffle(fixes, random);
      Feed.live(observed(id, round, "delta", "likes", "70"));
      for (var fix : fixes) {
        Feed.live(fix);
      }
      Feed.live(fixes);
    }

    assertThat(day("likes", "").values()).containsExactly("8");
    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
  }

  @Test
  void anEventAndItsCorrectionMayComeTogether() {
    Feed.live(observed("one", 10, "gauge", "level", "100"), correction("fix", 60, "one", 10, "level", "7.25"));

    assertThat(day("level", "").values()).containsExactly("7.25");
  }

  @Test
  void theCorrectedEventSentAgainIsADuplicateAndNoConflict() {
    var event = observed("one", 10, "delta", "likes", "100");
    Feed.live(event, correction("fix", 60, "one", 10, "likes", "4"));
    long conflicts = Feed.count("SELECT sum(conflict) FROM analytics.accounting");

    Feed.live(event);

    assertThat(Feed.count("SELECT sum(conflict) FROM analytics.accounting")).isEqualTo(conflicts);
    assertThat(day("likes", "").values()).containsExactly("4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LIVE", "BACKFILL"})
  void aCorrectionThatComesBeforeItsEventWaitsForIt(Lane lane) {
    var before = stored();
    Feed.live(correction("early", 60, "one", 10, "likes", "4"), correction("earlier", 59, "one", 10, "likes", "9"),
        observed("other", 5, "delta", "likes", "1"));
    assertThat(day("likes", "").values()).containsExactly("1");
    assertThat(pending()).isEqualTo("\n\n");
    assertThat(reasons()).isEmpty();
    assertThat(stored()).as("a correction that waits is stored").isEqualTo(before + 3);

    Feed.declare(1, DAY, DAY.plus(1, ChronoUnit.DAYS));
    Feed.send(lane, List.of(observed("one", 10, "delta", "likes", "100")));
    Feed.awaitDrained(lane);

    assertThat(day("likes", "").values()).containsExactly("5");
    assertThat(day("likes", "").body().at("/points/0/changeReason").asText()).isEqualTo("correction");
    assertThat(pending()).isEmpty();
    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
    long conflicts = Feed.count("SELECT sum(conflict) FROM analytics.accounting");
    Feed.live(observed("one", 10, "delta", "likes", "100"), correction("early", 60, "one", 10, "likes", "4"));
    assertThat(day("likes", "").values()).containsExactly("5");
    assertThat(Feed.count("SELECT sum(conflict) FROM analytics.accounting")).isEqualTo(conflicts);
  }

  @Test
  void anEventWithoutTheMetricIsStoredAndTheCorrectionThatWaitedSaysWhyItWasNotApplied() {
    Feed.live(correction("early", 60, "one", 10, "views", "4"));

    Feed.live(observed("one", 10, "delta", "likes", "100"));

    assertThat(day("likes", "").values()).containsExactly("100");
    assertThat(pending()).isEqualTo("unknown_event\n");
    assertThat(reasons()).isEmpty();
  }

  @Test
  void whenTooManyWaitTheNextIsRefused() {
    assertThatThrownBy(
        () -> Feed.count("SELECT count(*) FROM analytics.apply_correction(1, 1, gen_random_uuid(), now(), "
            + "gen_random_uuid(), now(), '{likes}', '{1}', 'c', 0, 0, false)"))
        .hasStackTraceContaining("no such event");
  }

  @Test
  void aMetricThatTheEventDidNotHaveMakesTheWholeCorrectionUnknown() {
    Feed.live(observed("one", 10, "delta", "likes", "100"));

    Feed.live(Feed.event(subject, "fix", at(60), "metric.corrected",
        "{\"id\":\"one\",\"time\":\"%s\",\"metrics\":{\"likes\":1,\"views\":2}}".formatted(at(10))));

    assertThat(reasons()).containsExactly("unknown_event");
    assertThat(day("likes", "").values()).containsExactly("100");
  }

  @Test
  void aCorrectionOfAnArchivedDayIsSetAside() {
    var from = Instant.parse("2019-06-01T00:00:00Z");
    Feed.backfill(from, from.plus(1, ChronoUnit.DAYS),
        List.of(Feed.observed(subject, "one", from.plusSeconds(60), "delta", "\"likes\":100")));
    Feed.undeclare(from);
    Feed.update("DELETE FROM analytics.partition_day WHERE day = '2019-06-01'");

    Feed.live(Feed.event(subject, "fix", at(60), "metric.corrected",
        "{\"id\":\"one\",\"time\":\"%s\",\"metrics\":{\"likes\":1}}".formatted(from.plusSeconds(60))));
    var archived = READER.get("/v1/series/" + subject + "/likes?bucket=1h&from=" + from + "&to="
        + from.plus(2, ChronoUnit.HOURS));
    Feed.update("INSERT INTO analytics.partition_day VALUES ('2019-06-01', now(), '2019-06-01')");

    assertThat(reasons()).containsExactly("archived_range");
    assertThat(archived.values()).as("nobody can say").containsExactly("null", "null");
    assertThat(archived.body().at("/points/0/archived").asBoolean()).isTrue();
    assertThat(READER.get("/v1/series/" + subject + "/likes?bucket=1d&from=" + from + "&to="
        + from.plus(1, ChronoUnit.DAYS)).values()).containsExactly("100");
  }

  @Test
  void topListsFollow() {
    var type = "t" + UUID.randomUUID();
    var recent = Instant.now().minusSeconds(1_800).truncatedTo(ChronoUnit.SECONDS);
    for (var kind : List.of("delta", "total")) {
      Feed.live(Feed.observed(type + "/" + kind, "zero", recent.minusSeconds(60), kind, "\"likes\":1"),
          Feed.observed(type + "/" + kind, "one", recent, kind, "\"likes\":100"));
      Feed.live(Feed.event(type + "/" + kind, "fix", recent.plusSeconds(60), "metric.corrected",
          "{\"id\":\"one\",\"time\":\"%s\",\"metrics\":{\"likes\":8}}".formatted(recent)));
    }

    assertThat(READER.get("/v1/top/likes?window=1h&by=sum&type=" + type).body().at("/subjects/0/value").asInt())
        .isEqualTo(9);
    assertThat(READER.get("/v1/top/likes?window=1h&by=growth&type=" + type).body().at("/subjects/0/value").asInt())
        .isEqualTo(7);
  }

  private List<String> reasons() {
    return Feed.text("SELECT reason FROM analytics.quarantine WHERE convert_from(key, 'UTF8') = '1/" + subject + "'")
        .lines()
        .toList();
  }

  /// Why those that wait were refused; empty lines of those that were not.
  private String pending() {
    return Feed
        .text("SELECT coalesce(refused, '') FROM analytics.metric_correction_pending AS p JOIN analytics.subject AS s "
            + "ON s.id = p.subject_id WHERE s.type || '/' || s.external_id = '" + subject + "'");
  }

  private static long stored() {
    return Feed.count("SELECT sum(stored) FROM analytics.accounting WHERE organization_id = 1 AND source = 'test'");
  }

  private static Instant at(int minute) {
    return DAY.plus(minute, ChronoUnit.MINUTES);
  }

  private AcceptedEvent observed(String id, int minute, String kind, String metric, String value) {
    return Feed.observed(subject, id, at(minute), kind, "\"%s\":%s".formatted(metric, value));
  }

  private AcceptedEvent correction(String id, int minute, String of, int ofMinute, String metric, String value) {
    return Feed.event(subject, id, at(minute), "metric.corrected",
        "{\"id\":\"%s\",\"time\":\"%s\",\"metrics\":{\"%s\":%s}}".formatted(of, at(ofMinute), metric, value));
  }

  private Asker.Reply day(String metric, String query) {
    return READER.get("/v1/series/" + subject + "/" + metric + "?bucket=1d&from=" + DAY + "&to="
        + DAY.plus(1, ChronoUnit.DAYS) + "&" + query);
  }

  private JsonNode hour(String metric) {
    return READER.get("/v1/series/" + subject + "/" + metric + "?bucket=1h&from=" + DAY + "&to="
        + DAY.plus(1, ChronoUnit.HOURS)).body().at("/points/0");
  }

  private List<String> hours(String metric, String query) {
    return READER.get("/v1/series/" + subject + "/" + metric + "?bucket=1h&from=" + DAY + "&to="
        + DAY.plus(1, ChronoUnit.DAYS) + "&" + query).values();
  }
}
