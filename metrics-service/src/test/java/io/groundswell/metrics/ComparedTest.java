package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.contract.AcceptedEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever the range: what counts at a constant rate has not changed.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class ComparedTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  /// No clock changes in these days, neither in Berlin nor in Kathmandu.
  private static final Instant FROM = Instant.parse("2025-04-01T00:00:00Z");
  private static final Duration STEP = Duration.ofHours(3);
  private static final int STEPS = 91 * 8;
  private static final int RANGES = 8;

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  /// So many days would keep the auditor of other tests from those that they ask him to look at.
  @AfterAll
  static void forTheAuditorTheseDaysAreNothingToLookAt() {
    Feed.update("DELETE FROM analytics.rollup_change WHERE day BETWEEN '2025-04-01' AND '2025-06-30'");
  }

  @Test
  void aConstantRateIsNoChangeInRangesOfAnyLength() {
    var subject = "clock/" + UUID.randomUUID();
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < STEPS; i++) {
      events.add(Feed.delta(subject, FROM.plus(STEP.multipliedBy(i)), "ticks", "1"));
    }
    Feed.backfill(FROM, FROM.plus(91, ChronoUnit.DAYS), events);
    for (var bucket : List.of("1d", "1w", "1mo")) {
      for (var tz : List.of("Europe/Berlin", "Asia/Kathmandu")) {
        requireNoChange(subject, bucket, tz);
      }
    }
  }

  private static void requireNoChange(String subject, String bucket, String tz) {
    var zone = ZoneId.of(tz);
    var random = new Random(bucket.hashCode());
    int compared = 0;
    for (int i = 0; i < RANGES; i++) {
      int first = random.nextInt(STEPS / 2, STEPS - 8);
      var from =
          i == 0 ? ZonedDateTime.of(2025, 5, 5, 0, 0, 0, 0, zone).toInstant() : FROM.plus(STEP.multipliedBy(first));
      var to = from.plus(STEP.multipliedBy(1 + random.nextInt(STEPS - first - 1)));
      var answer = compared(subject, "ticks", bucket, tz, from, to);
      var before = Instant.parse(answer.at("/previous/from").asText()).atZone(zone);
      assertThat(Instant.parse(answer.at("/previous/to").asText())).isBeforeOrEqualTo(from);
      for (var point : answer.get("points")) {
        var known = point.path("previous").asText() + " before " + point + " of " + from + " to " + to;
        var month = wholeMonth(point, zone);
        if (point.has("change")) {
          compared++;
          // The months before are whole as well, or nothing is said.
          double expected = !bucket.equals("1mo") || month == null ? 0
              : (double) month.lengthOfMonth() / monthOf(before, answer, point).lengthOfMonth() - 1;
          assertThat(point.get("change").asDouble()).as(known).isCloseTo(expected, within(1e-9));
        } else {
          assertThat(
              point.path("previous").asText("0").equals("0") || !point.get("value").equals(point.get("previous")))
              .as(known).isTrue();
        }
      }
    }
    assertThat(compared).as("not all of them are left out").isGreaterThan(RANGES / 2);
  }

  @ParameterizedTest
  @CsvSource({"Europe/Berlin", "Asia/Kathmandu"})
  void anHourIsComparedWithAnHourAndHalfAnHourWithHalfAnHour(String tz) {
    var subject = "post/" + UUID.randomUUID();
    var hour = Instant.parse("2025-05-05T03:00:00Z").atZone(ZoneId.of(tz)).truncatedTo(ChronoUnit.HOURS).toInstant();
    var start = hour.minus(6, ChronoUnit.HOURS);
    var events = new ArrayList<AcceptedEvent>();
    for (int quarter = 0; quarter < 40; quarter++) {
      events.add(Feed.delta(subject, start.plusSeconds(quarter * 900L), "ticks", "2"));
    }
    Feed.backfill(FROM, FROM.plus(91, ChronoUnit.DAYS), events);

    for (int minutes : List.of(0, 15, 30, 45)) {
      var from = hour.plus(minutes, ChronoUnit.MINUTES);
      var answer = compared(subject, "ticks", "1h", tz, from, from.plus(90, ChronoUnit.MINUTES));
      answer.get("points").forEach(point -> assertThat(point.path("change").asText()).as(answer.toString())
          .isEqualTo("0"));
    }
    var whole = compared(subject, "ticks", "1h", tz, hour, hour.plus(90, ChronoUnit.MINUTES));
    assertThat(whole.at("/previous/from").asText()).isEqualTo(hour.minus(2, ChronoUnit.HOURS).toString());
    assertThat(whole.at("/previous/to").asText()).isEqualTo(hour.minus(30, ChronoUnit.MINUTES).toString());
  }

  @Test
  void oneDayOfTheEndOfAMonthThatTheMonthBeforeDoesNotHaveIsComparedWithTheDayBefore() {
    var answer = compared("clock/none", "ticks", "1mo", "UTC", Instant.parse("2025-03-30T00:00:00Z"),
        Instant.parse("2025-03-31T00:00:00Z"));

    assertThat(answer.path("type").asText()).isEqualTo("/problems/unknown_series");
    var subject = "post/" + UUID.randomUUID();
    Feed.backfill(FROM, FROM.plus(91, ChronoUnit.DAYS), List.of(Feed.delta(subject, FROM, "ticks", "1")));
    answer = compared(subject, "ticks", "1mo", "UTC", Instant.parse("2025-05-31T00:00:00Z"),
        Instant.parse("2025-05-31T12:00:00Z"));
    assertThat(answer.at("/previous/from").asText()).isEqualTo("2025-04-30T00:00:00Z");
    answer = compared(subject, "ticks", "1mo", "UTC", Instant.parse("2025-03-30T00:00:00Z"),
        Instant.parse("2025-03-31T00:00:00Z"));
    assertThat(answer.at("/previous/from").asText()).isEqualTo("2025-03-29T00:00:00Z");
    assertThat(answer.at("/previous/to").asText()).isEqualTo("2025-03-30T00:00:00Z");
  }

  private static JsonNode compared(String subject, String metric, String bucket, String tz, Instant from, Instant to) {
    return READER.get("/v1/series/" + subject + "/" + metric + "?compare=previous&bucket=" + bucket + "&tz=" + tz
        + "&from=" + from + "&to=" + to).body();
  }

  /// Null where the point is no whole month.
  private static YearMonth wholeMonth(JsonNode point, ZoneId zone) {
    var from = Instant.parse(point.get("from").asText()).atZone(zone);
    var to = Instant.parse(point.get("to").asText()).atZone(zone);
    var month = YearMonth.from(from);
    return from.equals(month.atDay(1).atStartOfDay(zone)) && to.equals(month.plusMonths(1).atDay(1).atStartOfDay(zone))
        ? month : null;
  }

  /// The month that a point is compared with.
  private static YearMonth monthOf(ZonedDateTime before, JsonNode answer, JsonNode point) {
    int place = 0;
    while (!answer.get("points").get(place).equals(point)) {
      place++;
    }
    return YearMonth.from(before).plusMonths(place);
  }
}
