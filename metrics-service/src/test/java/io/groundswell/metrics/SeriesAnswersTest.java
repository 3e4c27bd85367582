package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.JsonSpan;
import io.groundswell.contract.Subject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What may be asked of a series beyond its buckets, and in which forms it comes.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class SeriesAnswersTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Instant HOUR = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(5, ChronoUnit.HOURS);

  private final String subject = "post/" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "sum | null | 3 null null 9 null",
      "sum | zero | 3 0 0 9 0",
      "sum | previous | 3 3 3 9 9",
      "sum | linear | 3 5 7 9 null",
      "sum | '' | 3 0 0 9 0",
      "max | '' | 3 null null 9 null",
      "max | zero | 3 0 0 9 0",
      "last | linear | 3 5 7 9 null"})
  void emptyCompleteBucketsAreFilledAsAsked(String agg, String fill, String expected) {
    Feed.live(on(0, "3"), on(180, "9"));
    untilComplete(HOUR.plus(5, ChronoUnit.HOURS));

    var series = series("likes", "agg=" + agg + (fill.isEmpty() ? "" : "&fill=" + fill), 5);

    assertThat(String.join(" ", series.values())).isEqualTo(expected);
    if (!fill.isEmpty()) {
      assertThat(series.body().at("/points/1").has("filled")).isEqualTo(!fill.equals("null"));
      assertThat(series.body().at("/points/0").has("filled")).isFalse();
    }
  }

  @Test
  void whatIsNotCompleteIsNeverFilled() {
    Feed.live(on(0, "3"));
    untilComplete(HOUR.plus(1, ChronoUnit.HOURS));

    for (var fill : List.of("zero", "previous", "linear")) {
      var points = series("likes", "fill=" + fill, 48).body().get("points");
      for (var point : points) {
        assertThat(point.get("complete").asBoolean() || point.get("value").isNull()).as(fill + " " + point).isTrue();
      }
    }
  }

  @Test
  void theLastTotalBeforeTheRangeIsCarriedIntoIt() {
    Feed.live(observed("total", -120, "41"), observed("total", 70, "45"));
    untilComplete(HOUR.plus(3, ChronoUnit.HOURS));

    assertThat(series("likes", "fill=previous", 3).values()).containsExactly("41", "45", "45");
    assertThat(series("likes", "", 3).values()).containsExactly("null", "45", "null");
  }

  @Test
  void ratesAreBySecondAndOfCompleteBucketsOnly() {
    Feed.live(on(0, "1800"), on(10, "1800"), on(70, "900"));
    untilComplete(HOUR.plus(2, ChronoUnit.HOURS));

    assertThat(series("likes", "agg=rate", 2).values()).containsExactly("1", "0.25");
    var running = Instant.now().truncatedTo(ChronoUnit.HOURS);
    Feed.live(Feed.delta(subject, running, "likes", "7"));
    var last = READER.get("/v1/series/" + subject + "/likes?agg=rate&bucket=1h&from=" + running + "&to="
        + running.plus(1, ChronoUnit.HOURS));
    assertThat(last.values()).containsExactly("null");
  }

  @Test
  void aTotalsRateIsItsGrowthBySecond() {
    Feed.live(observed("total", -10, "100"), observed("total", 10, "460"), observed("total", 70, "10"));
    untilComplete(HOUR.plus(2, ChronoUnit.HOURS));

    assertThat(series("likes", "agg=rate", 2).values()).containsExactly("0.1", "0.002777777777777778");
  }

  @Test
  void quantilesAreOfTheNearestRank() {
    var events = new ArrayList<AcceptedEvent>();
    for (int value = 1; value <= 100; value++) {
      events.add(observed("gauge", value % 60, Integer.toString(value)));
    }
    Feed.live(events);

    assertThat(series("likes", "agg=p50", 1).values()).containsExactly("50");
    assertThat(series("likes", "agg=p90", 1).values()).containsExactly("90");
    assertThat(series("likes", "agg=p95", 1).values()).containsExactly("95");
    assertThat(series("likes", "agg=p99", 1).values()).containsExactly("99");
  }

  @Test
  void personsAreCountedOnceABucketAndNobodyNotAtAll() {
    Feed.live(engaged("ann", 1), engaged("ann", 2), engaged("bob", 3), engaged(null, 4), engaged("ann", 61));
    untilComplete(HOUR.plus(3, ChronoUnit.HOURS));

    assertThat(series("like", "agg=distinct", 3).values()).containsExactly("2", "1", "0");
    assertThat(series("like", "agg=count", 3).values()).containsExactly("4", "1", "0");
    assertThat(READER.get("/v1/series/" + subject + "/like?agg=distinct&bucket=1d&from=" + HOUR + "&to="
        + HOUR.plus(2, ChronoUnit.HOURS)).body().findValuesAsText("value")).contains("2");
  }

  @Test
  void theRangeIsComparedWithTheOneBefore() {
    Feed.live(on(-120, "4"), on(-60, "10"), on(0, "5"), on(60, "10"));
    untilComplete(HOUR.plus(2, ChronoUnit.HOURS));

    var series = series("likes", "compare=previous", 2);

    assertThat(series.body().at("/previous/from").asText()).isEqualTo(HOUR.minus(2, ChronoUnit.HOURS).toString());
    assertThat(texts(series.body().get("points"), "previous")).containsExactly("4", "10");
    assertThat(texts(series.body().get("points"), "change")).containsExactly("0.25", "0");
  }

  @Test
  void aMonthIsComparedWithTheMonthBeforeWhateverItsLength() {
    var from = Instant.parse("2024-01-15T00:00:00Z");
    Feed.backfill(from, from.plus(60, ChronoUnit.DAYS), List.of(Feed.delta(subject, from.plusSeconds(1), "likes", "4"),
        Feed.delta(subject, from.plus(20, ChronoUnit.DAYS), "likes", "6")));

    var month = READER.get("/v1/series/" + subject
        + "/likes?bucket=1mo&tz=Europe/Berlin&from=2024-01-31T23:00:00Z&to=2024-02-29T23:00:00Z&compare=previous");

    assertThat(month.body().at("/previous/from").asText()).isEqualTo("2023-12-31T23:00:00Z");
    assertThat(month.body().at("/points/0/previous").asText()).isEqualTo("4");
  }

  @Test
  void anUnchangedAnswerIsNotSentAgain() {
    Feed.live(on(0, "3"), on(70, "4"));
    untilComplete(HOUR.plus(2, ChronoUnit.HOURS));
    var path = path("likes", "", 2);
    var first = READER.get(path);
    var tag = first.header("ETag");

    var again = READER.get(path, "If-None-Match", "\"other\", " + tag);
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.text()).isEmpty();
    assertThat(again.header("Groundswell-Complete-Through")).isNotEmpty();
    assertThat(READER.get(path + "&agg=max", "If-None-Match", tag).status()).as("another question").isEqualTo(200);
    Feed.live(Feed.delta("post/" + UUID.randomUUID(), HOUR, "likes", "1"));
    assertThat(READER.get(path, "If-None-Match", tag).status()).as("another subject changed").isEqualTo(304);
    Feed.live(on(20, "5"));
    var changed = READER.get(path, "If-None-Match", tag);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.values()).containsExactly("8", "4");
    assertThat(changed.body().get("revision").asLong()).isGreaterThan(first.body().get("revision").asLong());
  }

  @Test
  void withoutARangeTheAnswerStaysTheSameUntilSomethingChanges() {
    Feed.live(on(0, "3"));
    var path = "/v1/series/" + subject + "/likes?bucket=1mo";

    var series = READER.get(path);

    assertThat(series.body().get("points")).hasSize(12);
    await().atMost(Duration.ofSeconds(60)).untilAsserted(
        () -> assertThat(READER.get(path, "If-None-Match", READER.get(path).header("ETag")).status()).isEqualTo(304));
  }

  @Test
  void aDayTellsWhenAndWhyItLastChanged() {
    var before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var yesterday = before.truncatedTo(ChronoUnit.DAYS).minus(1, ChronoUnit.DAYS);
    var today = yesterday.plus(1, ChronoUnit.DAYS);
    Feed.live(Feed.delta(subject, yesterday.plusSeconds(60), "likes", "3"), Feed.delta(subject, before, "likes", "3"));

    var points = READER.get("/v1/series/" + subject + "/likes?bucket=1d&from=" + yesterday + "&to="
        + today.plus(1, ChronoUnit.DAYS)).body().get("points");

    assertThat(texts(points, "changeReason")).containsExactly("late", "live");
    assertThat(texts(points, "revision")).containsExactly("1", "1");
    assertThat(Instant.parse(points.get(0).get("changedAt").asText())).isAfterOrEqualTo(before);
  }

  @Test
  void everyAnswerTellsHowMuchOfItIsKnown() {
    Feed.live(on(0, "3"));
    untilComplete(HOUR.plus(3, ChronoUnit.HOURS));

    var coverage = series("likes", "", 48).body().get("coverage");

    assertThat(coverage.get("buckets").asInt()).isEqualTo(48);
    assertThat(coverage.get("complete").asInt()).isBetween(3, 6);
    assertThat(coverage.get("withData").asInt()).isEqualTo(1);
  }

  @Test
  void comesAsCsvWhereAskedFor() {
    Feed.live(on(0, "3"), on(70, "4.5"));
    untilComplete(HOUR.plus(2, ChronoUnit.HOURS));
    var expected = "subject,metric,kind,agg,platform,from,to,value,complete,filled,archived,previous,change\r\n"
        + subject + ",likes,delta,sum,," + HOUR + "," + HOUR.plus(1, ChronoUnit.HOURS) + ",3,true,false,false,,\r\n"
        + subject + ",likes,delta,sum,," + HOUR.plus(1, ChronoUnit.HOURS) + "," + HOUR.plus(2, ChronoUnit.HOURS)
        + ",4.5,true,false,false,,\r\n";

    var byHeader = READER.get(path("likes", "", 2), "Accept", "text/csv");
    assertThat(byHeader.text()).isEqualTo(expected);
    assertThat(byHeader.header("Content-Type")).startsWith("text/csv");
    assertThat(READER.get(path("likes", "format=csv", 2)).text()).isEqualTo(expected);
    assertThat(READER.get(path("likes", "", 2), "Accept", "text/csv;q=0.5, application/json").body().isObject())
        .isTrue();
    assertThat(READER.get(path("likes", "", 2), "Accept", "image/png").status()).isEqualTo(406);
    assertThat(READER.get(path("likes", "format=xml", 2)).body().get("detail").asText()).contains("json or csv");
  }

  @Test
  void severalSeriesComeTogetherAndOneThatIsNotThereFailsNoOther() {
    Feed.live(on(0, "3"), observed("gauge", 70, "4"));
    var body = """
        {"from": "%s", "to": "%s", "bucket": "1h", "series": [
          {"subject": "%s", "metric": "likes", "kind": "delta"}, {"subject": "post/never", "metric": "likes"},
          {"subject": "%s", "metric": "likes", "kind": "gauge", "agg": "max"}]}"""
        .formatted(HOUR, HOUR.plus(2, ChronoUnit.HOURS), subject, subject);

    var several = READER.post("/v1/series:query", body);

    assertThat(several.status()).as(several.text()).isEqualTo(200);
    assertThat(several.body().at("/results/0/series/points/0/value").asText()).isEqualTo("3");
    assertThat(several.body().at("/results/1/problem/type").asText()).isEqualTo("/problems/unknown_series");
    assertThat(several.body().at("/results/2/series/points/1/value").asText()).isEqualTo("4");
    assertThat(several.body().has("completeThrough")).isTrue();
    assertThat(READER.post("/v1/series:query?format=csv", body).text().lines()).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{} | /series",
      "{\"series\": []} | /series",
      "{\"series\": [{\"metric\": \"likes\"}]} | /series/0/subject",
      "{\"series\": [{\"subject\": \"post/1\", \"metric\": 7}]} | /series/0/metric",
      "{\"series\": [{\"subject\": \"a/1\", \"metric\": \"a\"}, {\"subject\": \"a\", \"metric\": \"a\"}]} | /series/1",
      "{\"series\": [{\"subject\": \"post/1\", \"metric\": \"likes\", \"more\": 7}]} | ''",
      "{\"from\": 7, \"series\": [{\"subject\": \"post/1\", \"metric\": \"likes\"}]} | /from"})
  void aWrongMemberOfAQuestionForSeveralIsNamed(String body, String pointer) {
    var refused = READER.post("/v1/series:query", body);

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.body().path("pointer").asText()).isEqualTo(pointer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"agg=sum", "agg=sum&fill=zero", "agg=last&fill=previous", "agg=max&fill=linear",
      "agg=sum&compare=previous", "agg=count&tz=Asia/Kathmandu", "agg=growth&kind=total",
      "agg=rate&kind=total"})
  void pagesTogetherAreTheWholeAnswer(String query) {
    var kind = query.endsWith("total") ? "total" : "delta";
    Feed.live(observed(kind, -600, "2"), observed(kind, -130, "4"), observed(kind, 0, "3"), observed(kind, 20, "7"),
        observed(kind, 180, "9"), observed(kind, 230, "1"));
    untilComplete(HOUR.plus(5, ChronoUnit.HOURS));
    var path = path("likes", query, 5).replace("bucket=1h", "bucket=15m");

    var whole = READER.get(path);
    var points = new ArrayList<JsonNode>();
    var next = "";
    int pages = 0;
    do {
      // The first page alone says of which range; what is left out is that of the cursor.
      var page = READER.get((next.isEmpty() ? path : path.replaceFirst("&from=[^&]*&to=[^&]*", ""))
          + "&limit=7" + (next.isEmpty() ? "" : "&cursor=" + next));
      assertThat(page.status()).as(page.text()).isEqualTo(200);
      assertThat(page.body().at("/coverage/buckets").asInt()).isEqualTo(page.body().get("points").size());
      page.body().get("points").forEach(points::add);
      next = page.body().path("next").asText();
      assertThat(page.header("Groundswell-Next")).isEqualTo(next);
      pages++;
    } while (!next.isEmpty());

    assertThat(whole.body().has("next")).isFalse();
    assertThat(pages).isGreaterThanOrEqualTo(3);
    assertThat(points).isEqualTo(whole.body().get("points").valueStream().toList());
  }

  @Test
  void aPageOfALongRangeIsReadWithoutTheRange() {
    Feed.live(on(0, "3"));
    var path = "/v1/series/" + subject + "/likes?bucket=5m&from=2000-01-01T00:00:00Z&to=" + HOUR.plusSeconds(600);

    assertThat(READER.get(path).body().get("detail").asText()).contains("at most 50000 buckets");
    var first = READER.get(path + "&limit=50");
    assertThat(first.body().get("points")).hasSize(50);
    assertThat(first.header("ETag")).isNotEqualTo(READER.get(path + "&limit=51").header("ETag"));
    var several = READER.post("/v1/series:query", """
        {"from": "%s", "to": "%s", "bucket": "5m", "limit": 2, "series": [
          {"subject": "post/never", "metric": "likes"}, {"subject": "%s", "metric": "likes"}]}"""
        .formatted(HOUR, HOUR.plusSeconds(1_500), subject));
    var behind = READER.post("/v1/series:query", """
        {"bucket": "5m", "cursor": "%s", "series": [{"subject": "%s", "metric": "likes"}]}"""
        .formatted(several.header("Groundswell-Next"), subject));
    assertThat(several.body().at("/results/1/series/points")).hasSize(2);
    assertThat(behind.body().at("/results/0/series/points")).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "limit=0 | limit must be a whole number from 1 to 50000",
      "limit=50001 | limit must be",
      "cursor=x | cursor must be what a page gave as next",
      "cursor={next}&from=2020-01-01T00:00:00Z | belongs to another range",
      "cursor={next}&compare=previous&bucket=1d&tz=Asia/Kathmandu | belongs to other buckets",
      "cursor={next}&fill=linear&tz=Asia/Kathmandu | belongs to other buckets"})
  void aPageThatThereIsNotIsRefused(String query, String detail) {
    Feed.live(on(0, "3"));
    var next = READER.get(path("likes", "limit=1", 2)).body().get("next").asText();

    var refused = READER.get("/v1/series/" + subject + "/likes?" + query.replace("{next}", next));

    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.body().get("detail").asText()).contains(detail);
  }

  @Test
  void tooMuchAtOnceIsRefusedWithTheLimit() {
    var one = "{\"subject\": \"post/1\", \"metric\": \"likes\"}";
    assertThat(READER.post("/v1/series:query", "{\"series\": [" + (one + ",").repeat(20) + one + "]}").text())
        .contains("1 to 20");
    assertThat(READER.post("/v1/series:query", """
        {"from": "2024-01-01T00:00:00Z", "to": "2024-06-01T00:00:00Z", "bucket": "5m", "series": [%s, %s, %s]}"""
        .formatted(one, one, one)).text()).contains("at most 100000 points");
  }

  private static List<String> texts(JsonNode points, String member) {
    var texts = new ArrayList<String>();
    points.forEach(point -> texts.add(point.path(member).asText()));
    return texts;
  }

  /// An hour is complete a minute after its end at the earliest, and it may just have ended.
  private void untilComplete(Instant through) {
    await().atMost(Duration.ofSeconds(120)).untilAsserted(() -> {
      var complete = series("likes", "kind=delta", 1).header("Groundswell-Complete-Through");
      var any = complete.isEmpty() ? READER.get("/v1/series/" + subject + "/like?bucket=1h")
          .header("Groundswell-Complete-Through") : complete;
      var total = any.isEmpty() ? series("likes", "kind=total", 1).header("Groundswell-Complete-Through") : any;
      assertThat(total).isNotEmpty();
      assertThat(Instant.parse(total)).isAfterOrEqualTo(through);
    });
  }

  private Asker.Reply series(String metric, String query, int hours) {
    return READER.get(path(metric, query, hours));
  }

  private String path(String metric, String query, int hours) {
    return "/v1/series/" + subject + "/" + metric + "?bucket=1h&from=" + HOUR + "&to="
        + HOUR.plus(hours, ChronoUnit.HOURS) + (query.isEmpty() ? "" : "&" + query);
  }

  private AcceptedEvent on(int minute, String value) {
    return observed("delta", minute, value);
  }

  private AcceptedEvent observed(String kind, int minute, String value) {
    return Feed.observed(subject, UUID.randomUUID().toString(), HOUR.plus(minute, ChronoUnit.MINUTES), kind,
        "\"likes\":" + value);
  }

  private AcceptedEvent engaged(String person, int minute) {
    var data = "{\"action\":\"like\"}".getBytes(StandardCharsets.UTF_8);
    return new AcceptedEvent(1, EventCodec.micros(Instant.now()), new CloudEvent(UUID.randomUUID().toString(), "test",
        "content.engaged", HOUR.plus(minute, ChronoUnit.MINUTES), Subject.find(subject), "x",
        new TreeMap<>(person == null ? Map.of() : Map.of("userid", person)), new JsonSpan(data, 0, data.length)));
  }
}
