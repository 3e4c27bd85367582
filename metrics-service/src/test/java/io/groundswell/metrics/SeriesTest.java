package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.AcceptedEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class SeriesTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Instant HOUR = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(5, ChronoUnit.HOURS);

  private final String subject = "post/" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void deltasAreSummedOverPlatforms() {
    Feed.live(on("x", "delta", 0, "3"), on("tiktok", "delta", 1, "4"), on("tiktok", "delta", 70, "5"));

    var all = series("likes", "bucket=1h");
    assertThat(all.values()).containsExactly("7", "5");
    assertThat(all.body().has("platform")).isFalse();
    var one = series("likes", "bucket=1h&platform=tiktok");
    assertThat(one.values()).containsExactly("4", "5");
    assertThat(one.body().get("platform").asText()).isEqualTo("tiktok");
  }

  @Test
  void gaugesAndTotalsComeByPlatform() {
    Feed.live(on("x", "gauge", 0, "3"), on("x", "gauge", 1, "4"), on("tiktok", "gauge", 70, "5"));

    var both = series("likes", "bucket=1h");
    assertThat(both.body().has("points")).isFalse();
    assertThat(both.body().get("platforms").findValuesAsText("platform")).containsExactly("tiktok", "x");
    assertThat(both.body().at("/platforms/1/points/0/value").asText()).isEqualTo("3.5");
    assertThat(both.body().at("/platforms/0/points/0/value").isNull()).isTrue();
    assertThat(series("likes", "bucket=1h&platform=x&agg=max").values()).containsExactly("4", "null");
    assertThat(series("likes", "bucket=1h&platform=x&agg=min").values()).containsExactly("3", "null");
    assertThat(series("likes", "bucket=1h&platform=x&agg=last").values()).containsExactly("4", "null");
  }

  @Test
  void aTotalGrowsByItsRisesAndBeginsAnewAfterAReset() {
    Feed.live(on("x", "total", -300, "90"), on("x", "total", -20, "100"), on("x", "total", 10, "130"),
        on("x", "total", 50, "160"), on("x", "total", 65, "20"), on("x", "total", 80, "25"));

    assertThat(series("likes", "bucket=1h").values()).containsExactly("160", "25");
    assertThat(series("likes", "bucket=1h&agg=growth").values()).as("100→160, then 160→0→25").containsExactly("60",
        "25");
    assertThat(series("likes", "bucket=1h&agg=count").values()).containsExactly("2", "2");
  }

  @Test
  void growthStartsFromTheLastValueOfAnEarlierDay() {
    var from = Instant.parse("2021-05-10T00:00:00Z");
    Feed.backfill(from.minus(9, ChronoUnit.DAYS), from.plus(2, ChronoUnit.DAYS), List.of(
        observed(from.minus(8, ChronoUnit.DAYS), "total", "likes", "100"),
        observed(from.plusSeconds(600), "total", "likes", "110"),
        observed(from.plus(30, ChronoUnit.HOURS), "total", "likes", "115")));

    assertThat(series("likes", "from=2021-05-10T00:00:00Z&to=2021-05-12T00:00:00Z&bucket=1d&agg=growth").values())
        .containsExactly("10", "5");
    assertThat(series("likes", "from=2021-05-10T00:10:01Z&to=2021-05-12T00:00:00Z&bucket=1d&agg=growth").values())
        .containsExactly("null", "5");
  }

  @Test
  void theVeryFirstValueOfATotalIsNoGrowth() {
    Feed.live(on("x", "total", 10, "130"), on("x", "total", 50, "131"));

    assertThat(series("likes", "bucket=1h&agg=growth").values()).containsExactly("1", "null");
  }

  @Test
  void sumsAreExactAndWrittenOut() {
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 10; i++) {
      events.add(on("x", "delta", i, "0.1"));
    }
    events.add(on("x", "delta", 11, "100000000000000"));
    events.add(on("x", "delta", 61, "0.000000000000001"));
    Feed.live(events);

    assertThat(series("likes", "bucket=1h").text()).contains("\"value\":100000000000001,",
        "\"value\":0.000000000000001,");
  }

  @Test
  void aSeriesInTwoKindsHasToBeAskedForByKind() {
    Feed.live(on("x", "total", 10, "130"), on("x", "delta", 20, "5"));

    var ambiguous = series("likes", "bucket=1h");
    assertThat(ambiguous.status()).isEqualTo(400);
    assertThat(ambiguous.problem()).isEqualTo("ambiguous_kind");
    assertThat(series("likes", "bucket=1h&kind=total").values()).containsExactly("130", "null");
    assertThat(series("likes", "bucket=1h&kind=delta").values().getFirst()).isEqualTo("5");
  }

  @Test
  void anAggregateWithoutMeaningIsRefused() {
    Feed.live(on("x", "total", 10, "130"));

    assertThat(series("likes", "agg=sum").status()).isEqualTo(400);
    assertThat(series("likes", "agg=avg").status()).isEqualTo(200);
  }

  @Test
  void daysOfAZoneHave23Or25HoursWhenTheClocksChange() {
    var from = Instant.parse("2026-03-28T00:00:00Z");
    var hourly = new ArrayList<AcceptedEvent>();
    for (int hour = 0; hour < 72; hour++) {
      hourly.add(observed(from.plus(hour, ChronoUnit.HOURS), "delta", "likes", "1"));
      hourly.add(observed(from.plus(210, ChronoUnit.DAYS).plus(hour, ChronoUnit.HOURS), "delta", "likes", "1"));
    }
    Feed.backfill(from, from.plus(3, ChronoUnit.DAYS), List.of());
    Feed.backfill(from.plus(210, ChronoUnit.DAYS), from.plus(213, ChronoUnit.DAYS), hourly);

    assertThat(
        series("likes", "tz=Europe/Berlin&bucket=1d&from=2026-03-28T00:00:00%2B01:00&to=2026-03-31T00:00:00%2B02:00")
            .values())
        .containsExactly("23", "23", "24");
    assertThat(series("likes", "tz=Europe/Berlin&bucket=1d&from=2026-10-24T22:00:00Z&to=2026-10-26T23:00:00Z").values())
        .as("25 October 2026 has 25 hours").containsExactly("25", "24");
  }

  @ParameterizedTest
  @CsvSource({"Asia/Kolkata, 18:30", "Asia/Kathmandu, 18:15", "UTC, 00:00", "America/St_Johns, 03:30"})
  void hoursAndDaysBeginWhereTheZoneBeginsThem(String zone, String midnight) {
    var from = Instant.parse("2022-01-10T00:00:00Z");
    var quarters = new ArrayList<AcceptedEvent>();
    for (int quarter = 0; quarter < 4 * 96; quarter++) {
      quarters.add(observed(from.plus(15L * quarter, ChronoUnit.MINUTES), "delta", "likes", "1"));
    }
    Feed.backfill(from, from.plus(4, ChronoUnit.DAYS), quarters);

    var days =
        series("likes", "tz=" + zone + "&bucket=1d&from=2022-01-11T" + midnight + ":00Z&to=2022-01-13T" + midnight
            + ":00Z");
    assertThat(days.values()).containsExactly("96", "96");
    var hours =
        series("likes", "tz=" + zone + "&bucket=1h&from=2022-01-11T" + midnight + ":00Z&to=2022-01-12T" + midnight
            + ":00Z");
    assertThat(hours.values()).hasSize(24).containsOnly("4");
  }

  @Test
  void rollupsAndRawRowsGiveTheSameNumbersForEveryAggregate() {
    var from = Instant.parse("2023-02-01T00:00:00Z");
    var random = new Random(7);
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 400; i++) {
      events.add(observed(from.plusSeconds(1 + random.nextInt(20 * 86_400 - 1)), "gauge", "level",
          random.nextInt(10_000) + "." + random.nextInt(10)));
    }
    Feed.backfill(from, from.plus(20, ChronoUnit.DAYS), events);

    for (var agg : List.of("avg", "min", "max", "last", "count")) {
      var rolled =
          series("level", "bucket=1d&agg=" + agg + "&from=2023-02-01T00:00:00Z&to=2023-02-21T00:00:00Z").values();
      var raw = new ArrayList<String>();
      for (int day = 0; day < 20; day++) {
        // A microsecond after midnight, before any event: not a whole day, so the rollups cannot be asked.
        var start = from.plus(day, ChronoUnit.DAYS);
        raw.addAll(series("level", "bucket=1d&agg=" + agg + "&from=" + start.plusNanos(1_000) + "&to="
            + start.plus(1, ChronoUnit.DAYS)).values());
      }
      assertThat(rolled).as(agg).hasSize(20).isEqualTo(raw);
    }
  }

  @Test
  void bucketsOfAllSizesSumToTheSame() {
    var from = Instant.parse("2024-01-30T00:00:00Z");
    var random = new Random(11);
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 500; i++) {
      events.add(
          observed(from.plusSeconds(random.nextInt(10 * 86_400)), "delta", "likes", random.nextInt(1_000) + ".25"));
    }
    Feed.backfill(from, from.plus(10, ChronoUnit.DAYS), events);
    var sums = new ArrayList<BigDecimal>();
    for (var bucket : List.of("5m", "15m", "1h", "1d", "1w", "1mo")) {
      for (var zone : List.of("UTC", "Asia/Kathmandu", "America/New_York")) {
        sums.add(series("likes", "bucket=" + bucket + "&tz=" + zone
            + "&from=2024-01-30T00:00:00Z&to=2024-02-09T00:00:00Z").sum().stripTrailingZeros());
        sums.add(series("likes", "bucket=" + bucket + "&tz=" + zone
            + "&from=2024-01-29T13:37:11Z&to=2024-02-09T01:02:03.456789Z").sum().stripTrailingZeros());
      }
    }

    assertThat(sums).hasSize(36).containsOnly(sums.getFirst());
  }

  @Test
  void unfinishedIsNotCalledAFall() {
    Feed.live(on("x", "delta", 0, "3"));
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
        series("likes", "bucket=1h").body().get("completeThrough").isNull()).isFalse());
    var now = Instant.now();

    var series = series("likes", "bucket=5m&from=" + HOUR + "&to=" + now.plus(1, ChronoUnit.HOURS));

    var points = series.body().get("points");
    var first = points.get(0);
    assertThat(first.get("complete").asBoolean()).isTrue();
    assertThat(points.get(1).get("value").asText()).as("a complete bucket without deltas").isEqualTo("0");
    var last = points.get(points.size() - 1);
    assertThat(last.get("complete").asBoolean()).isFalse();
    assertThat(last.get("value").isNull()).isTrue();
    assertThat(Instant.parse(series.body().get("completeThrough").asText())).isBefore(now.minusSeconds(59));
  }

  @Test
  void aSubjectIdIsOneEncodedSegment() {
    var odd = "page/https://example.org/a b?c=ü#" + UUID.randomUUID();
    Feed.live(Feed.delta(odd, HOUR, "views", "2"));

    var path = "page/" + URLEncoder.encode(odd.substring(5), StandardCharsets.UTF_8).replace("+", "%20");
    assertThat(
        READER.get("/v1/series/" + path + "/views?bucket=1h&from=" + HOUR + "&to=" + HOUR.plusSeconds(3_600)).values())
        .containsExactly("2");
  }

  @Test
  void anotherOrganisationSeesNothing() {
    Feed.live(on("x", "delta", 0, "3"));

    var stranger = Asker.with(RecordBackend.STRANGER).get("/v1/series/" + subject + "/likes");

    assertThat(stranger.status()).isEqualTo(404);
    assertThat(stranger.problem()).isEqualTo("unknown_series");
  }

  @Test
  void withoutAKeyThatReadsThereIsNoAnswer() {
    assertThat(Asker.with(null).get("/v1/series/" + subject + "/likes").status()).isEqualTo(401);
    assertThat(Asker.with(RecordBackend.WRITER).get("/v1/series/" + subject + "/likes").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "from=yesterday | from must be",
      "from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z | from must be before to",
      "bucket=2h | bucket must be 5m",
      "bucket=5m&from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z | at most 50000 buckets",
      "tz=Mars/Olympus | tz must be",
      "platform=X%20Y | platform must be",
      "kind=sum | kind must be",
      "agg=median | agg must be"})
  void aWrongParameterIsNamed(String query, String detail) {
    var refused = series("likes", query);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().get("detail").asText()).contains(detail);
  }

  @Test
  void aKnownSubjectWithoutDataInTheRangeHasEmptyBuckets() {
    Feed.live(on("x", "gauge", 0, "3"));

    assertThat(series("likes", "bucket=1mo&from=2020-01-01T00:00:00Z&to=2020-03-01T00:00:00Z").values())
        .containsExactly("null", "null");
    assertThat(READER.get("/v1/series/" + subject + "/never").problem()).isEqualTo("unknown_series");
    assertThat(READER.get("/v1/series/post/never/likes").problem()).isEqualTo("unknown_series");
  }

  private Asker.Reply series(String metric, String query) {
    var range = query.contains("from=") ? query : query + "&from=" + HOUR + "&to=" + HOUR.plus(2, ChronoUnit.HOURS);
    return READER.get("/v1/series/" + subject + "/" + metric + "?" + range);
  }

  private AcceptedEvent on(String platform, String kind, int minute, String value) {
    return Feed.event(1, subject, platform, UUID.randomUUID().toString(), HOUR.plus(minute, ChronoUnit.MINUTES),
        "metric.observed", "{\"kind\":\"%s\",\"metrics\":{\"likes\":%s}}".formatted(kind, value));
  }

  private AcceptedEvent observed(Instant time, String kind, String metric, String value) {
    return Feed.observed(subject, UUID.randomUUID().toString(), time, kind, "\"%s\":%s".formatted(metric, value));
  }
}
