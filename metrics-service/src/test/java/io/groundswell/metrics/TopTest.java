package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.AcceptedEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class TopTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  /// A type of subjects that no other test has.
  private final String type = "t" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void whoGainedMostIsFirst() {
    Feed.live(delta("a", "x", 30, "5"), delta("b", "x", 40, "7"), delta("a", "tiktok", 50, "4.5"),
        delta("c", "x", 20, "-3"));

    var top = top("comments", "window=24h");

    assertThat(top.status()).as(top.text()).isEqualTo(200);
    assertThat(places(top)).containsExactly("1 a 9.5", "2 b 7");
    assertThat(places(top("comments", "window=24h&platform=x"))).containsExactly("1 b 7", "2 a 5");
    assertThat(places(top("comments", "window=24h&limit=1"))).containsExactly("1 a 9.5");
    assertThat(top.body().get("by").asText()).isEqualTo("sum");
    assertThat(Instant.parse(top.body().get("asOf").asText())).isAfter(NOW.minusSeconds(60));
    assertThat(top.body().has("completeThrough")).isTrue();
  }

  @Test
  void windowsEndNowAndBeginWithAQuarterOfAnHourOrADay() {
    Feed.live(delta("hour", "x", 10, "1"), delta("day", "x", 60 * 20, "2"), delta("week", "x", 60 * 24 * 3, "3"));
    Feed.backfill(NOW.minus(20, ChronoUnit.DAYS), NOW.minus(19, ChronoUnit.DAYS),
        List.of(delta("month", "x", 60 * 24 * 20 - 60, "4")));

    assertThat(places(top("comments", "window=1h"))).containsExactly("1 hour 1");
    assertThat(places(top("comments", "window=24h"))).containsExactly("1 day 2", "2 hour 1");
    assertThat(places(top("comments", "window=7d"))).containsExactly("1 week 3", "2 day 2", "3 hour 1");
    assertThat(places(top("comments", "window=30d"))).containsExactly("1 month 4", "2 week 3", "3 day 2", "4 hour 1");
  }

  @Test
  void totalsAreRankedByTheirGrowthInWhateverOrderTheyCome() {
    var events = List.of(total("a", 60 * 30, "100"), total("a", 90, "110"), total("a", 50, "140"), total("a", 20, "5"),
        total("b", 70, "1000"), total("b", 10, "1020"), total("c", 300, "7"));
    var shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, new Random(5));
    for (var event : shuffled) {
      Feed.live(event);
    }

    var top = top("followers", "window=24h&by=growth");

    assertThat(places(top)).as("100→110→140, then 0→5").containsExactly("1 a 45", "2 b 20");
    assertThat(top("followers", "window=24h").body().get("by").asText()).isEqualTo("growth");
  }

  @Test
  void totalsGrowOverDaysFromTheLastNumberOfEachDay() {
    int day = 60 * 24;
    Feed.live(total("a", 6 * day, "100"), total("a", 4 * day, "150"), total("a", 10, "130"), total("b", 5 * day, "7"),
        total("b", 5 * day - 1, "9"), total("c", 4 * day, "3"));
    assertThat(places(top("followers", "window=7d")))
        .as("a: 50, then 130 after a reset; b: 2 within its first day").containsExactly("1 a 180", "2 b 2");

    Feed.backfill(NOW.minus(20, ChronoUnit.DAYS), NOW, List.of(total("c", 20 * day, "2"), total("a", 20 * day, "40")));

    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(places(top("followers",
        "window=7d&by=growth"))).as("from what was before the window").containsExactly("1 a 240", "2 b 2", "3 c 1"));
    assertThat(top("followers", "window=30d").body().get("by").asText()).isEqualTo("growth");
  }

  @ParameterizedTest
  @ValueSource(strings = {"24h", "7d"})
  void pagesAreWalkedByACursorAndNothingIsMissedOrSeenTwice(String window) {
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 23; i++) {
      events.add(delta("s" + i, "x", 30, Integer.toString(i / 4 + 1)));
    }
    Feed.live(events);
    var whole = places(top("comments", "window=" + window + "&limit=200"));
    assertThat(whole).hasSize(23);

    var walked = new ArrayList<String>();
    var cursor = "";
    do {
      var page = top("comments", "limit=5&window=" + window + cursor);
      walked.addAll(places(page));
      cursor = page.body().has("next") ? "&cursor=" + page.body().get("next").asText() : "";
    } while (!cursor.isEmpty());

    assertThat(walked).isEqualTo(whole);
  }

  @Test
  void aListEqualsWhatTheRawRowsComeTo() {
    var random = new Random(17);
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 600; i++) {
      var subject = "s" + (int) Math.abs(random.nextGaussian() * 20);
      events.add(random.nextInt(3) == 0 ? total(subject, random.nextInt(60 * 26), Integer.toString(random.nextInt(50)))
          : delta(subject, random.nextBoolean() ? "x" : "web", random.nextInt(60 * 26), random.nextInt(90) + ".5"));
    }
    var again = new ArrayList<>(events);
    Collections.shuffle(again, random);
    Feed.live(events);
    Feed.live(again);

    var sums = top("comments", "window=24h&limit=200");
    assertThat(places(sums)).isNotEmpty().isEqualTo(expected("""
        SELECT s.external_id, s.id, sum(t.value::numeric) AS value FROM analytics.time_series_metrics AS t
        JOIN analytics.subject AS s ON s.id = t.subject_id JOIN analytics.measure AS m ON m.id = t.measure_id
        WHERE s.type = '%s' AND m.kind = 'delta' AND t.observed_at >= '%s' GROUP BY 1, 2"""
        .formatted(type, sums.body().get("from").asText())));
    var growth = top("followers", "window=24h&by=growth&limit=200");
    assertThat(places(growth)).isNotEmpty().isEqualTo(expected("""
        SELECT external_id, id, sum(CASE WHEN before IS NULL THEN 0 WHEN value >= before THEN value - before ELSE value END)
          AS value
        FROM (SELECT s.external_id, s.id, t.observed_at, t.value::numeric AS value,
            lag(t.value::numeric) OVER (PARTITION BY s.id, t.measure_id ORDER BY t.observed_at, t.event_key) AS before
          FROM analytics.time_series_metrics AS t
          JOIN analytics.subject AS s ON s.id = t.subject_id JOIN analytics.measure AS m ON m.id = t.measure_id
          WHERE s.type = '%s' AND m.kind = 'total') AS step
        WHERE observed_at >= '%s' GROUP BY 1, 2""".formatted(type, growth.body().get("from").asText())));
  }

  @Test
  void aListIsMadeAnewWhenItHasChangedAndNotSentAgainWhenNot() {
    Feed.live(delta("a", "x", 30, "5"));
    var first = top("comments", "window=24h");

    assertThat(READER.get(path("comments", "window=24h"), "If-None-Match", first.header("ETag")).status())
        .isEqualTo(304);
    Feed.live(delta("b", "x", 30, "6"));
    await().atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(places(top("comments", "window=24h"))).containsExactly("1 b 6", "2 a 5"));
  }

  @Test
  void comesAsCsvWhereAskedFor() {
    Feed.live(delta("a, b", "x", 30, "5"));

    assertThat(top("comments", "window=24h&format=csv").text())
        .isEqualTo("rank,subject,value\r\n1,\"" + type + "/a, b\",5\r\n");
  }

  @Test
  void aGaugeIsNotRanked() {
    Feed.live(observed("room", "x", 10, "gauge", "temperature", "21.5"));

    var refused = top("temperature", "window=7d");

    assertThat(refused.status()).as(refused.text()).isEqualTo(404);
    assertThat(refused.body().get("detail").asText()).contains("the metric is a gauge");
  }

  @Test
  void anotherOrganisationSeesItsOwn() {
    Feed.live(delta("a", "x", 30, "5"));

    var stranger = Asker.with(RecordBackend.STRANGER).get(path("comments", "window=24h"));

    assertThat(stranger.status()).isEqualTo(200);
    assertThat(places(stranger)).isEmpty();
  }

  @Test
  void quartersThatNoListLooksAtAreNotWritten() {
    Feed.live(delta("late", "x", 60 * 30, "5"), delta("recent", "x", 60 * 20, "5"));

    await().atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(Feed.count("SELECT count(*) FROM analytics.metric_top_pending")).isZero());
    assertThat(Feed.text("SELECT s.external_id FROM analytics.metric_top_quarter AS q JOIN analytics.subject AS s "
        + "ON s.id = q.subject_id WHERE s.type = '" + type + "'")).isEqualToIgnoringWhitespace("recent");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "comments | window=2h | 400 | window must be",
      "comments | by=age | 400 | by must be",
      "comments | cursor=Zm9v | 400 | cursor must be",
      "comments | cursor=MSAtMSAx | 400 | cursor must be",
      "comments | limit=201 | 400 | limit must be",
      "comments | platform=X%20Y | 400 | platform must be",
      "unheard | window=24h | 404 | comments, followers"})
  void aWrongParameterIsNamed(String metric, String query, int status, String detail) {
    var refused = READER.get("/v1/top/" + metric + "?" + query);

    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.body().get("detail").asText()).contains(detail);
  }

  private List<String> expected(String values) {
    return Feed
        .text("SELECT row_number() OVER (ORDER BY value DESC, id) || ' ' || external_id || ' ' || trim_scale(value) "
            + "FROM (" + values + ") AS v WHERE value > 0 ORDER BY value DESC, id")
        .lines().toList();
  }

  private List<String> places(Asker.Reply top) {
    var places = new ArrayList<String>();
    top.body().get("subjects").forEach(place -> places.add(place.get("rank").asInt() + " "
        + place.get("subject").asText().replace(type + "/", "") + " " + place.get("value").asText()));
    return places;
  }

  private Asker.Reply top(String metric, String query) {
    return READER.get(path(metric, query));
  }

  private String path(String metric, String query) {
    return "/v1/top/" + metric + "?type=" + type + "&" + query;
  }

  private AcceptedEvent delta(String id, String platform, int minutesAgo, String value) {
    return observed(id, platform, minutesAgo, "delta", "comments", value);
  }

  private AcceptedEvent total(String id, int minutesAgo, String value) {
    return observed(id, "x", minutesAgo, "total", "followers", value);
  }

  private AcceptedEvent observed(String id, String platform, int minutesAgo, String kind, String metric, String value) {
    return Feed.event(1, type + "/" + id, platform, UUID.randomUUID().toString(),
        NOW.minus(minutesAgo, ChronoUnit.MINUTES), "metric.observed",
        "{\"kind\":\"%s\",\"metrics\":{\"%s\":%s}}".formatted(kind, metric, value));
  }
}
