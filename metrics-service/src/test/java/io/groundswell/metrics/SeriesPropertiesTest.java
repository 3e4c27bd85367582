package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.Lane;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds of every series, on generated events: the order in which events and corrections come, on which lane, and
/// how they are batched and repeated, makes no difference; and rollups and raw rows together give what a plain loop
/// over the events gives, in every zone.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class SeriesPropertiesTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final List<String> ZONES = List.of("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns",
      "Australia/Lord_Howe", "Pacific/Apia", "Australia/Sydney");
  private static final List<String> BUCKETS = List.of("15m", "1h", "1d", "1w", "1mo");
  /// Of these zones and buckets a series is asked in so many, at random.
  private static final int GRIDS = 10;

  /// When the events took place.
  private record Time(Instant from, int days, boolean isLive) {

    /// The clocks change on 9 March in North America, on 30 March in Europe, on 6 April on Lord Howe Island and in
    /// Sydney, which has a day of 25 hours then.
    static final Time HISTORY = new Time(Instant.parse("2025-03-05T00:00:00Z"), 36, false);

    /// What both lanes take; over for a day, so that what is sent now is later than all of it.
    static Time recent() {
      return new Time(Instant.now().truncatedTo(ChronoUnit.DAYS).minus(6, ChronoUnit.DAYS), 5, true);
    }

    Instant to() {
      return from.plus(days, ChronoUnit.DAYS);
    }
  }

  private record Sent(Lane lane, AcceptedEvent event) {
  }

  private record Grid(String zone, String bucket) {
  }

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  /// A number, and what it was before it was corrected.
  private record Number(String id, Instant at, double wrong, double value) {

    boolean isCorrected() {
      return wrong != value;
    }
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void seriesDoNotDependOnHowTheirEventsComeAndEqualAPlainLoop(long seed) {
    var random = new Random(seed);
    var kind = List.of("delta", "total", "gauge").get((int) (seed % 3));
    var time = seed % 2 == 0 ? Time.recent() : Time.HISTORY;
    var numbers = numbers(random, time);
    var subjects = List.of("post/" + UUID.randomUUID(), "post/" + UUID.randomUUID(), "post/" + UUID.randomUUID());
    Feed.declare(1, time.from, time.to());
    deliver(subjects.stream().map(subject -> events(subject, kind, numbers, time, random)).toList(), random);

    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
    assertThat(Feed.count("SELECT count(*) FROM analytics.metric_correction_pending AS p JOIN analytics.subject AS s "
        + "ON s.id = p.subject_id WHERE s.type || '/' || s.external_id IN ('" + String.join("', '", subjects) + "')"))
        .as("each correction has found its event").isZero();
    for (var grid : grids(random, time)) {
      var range = range(random, time);
      for (var agg : aggregates(kind)) {
        var question = """
            {"fill": "null", "bucket": "%s", "tz": "%s", "from": "%s", "to": "%s", "series": [%s]}""".formatted(
            grid.bucket,
            grid.zone, range.getFirst(), range.getLast(), subjects.stream()
                .map(subject -> "{\"subject\": \"%s\", \"metric\": \"level\", \"agg\": \"%s\"}".formatted(subject, agg))
                .collect(Collectors.joining(", ")));
        var expected =
            expected(numbers, ZoneId.of(grid.zone), grid.bucket, agg, range.getFirst(), range.getLast());
        var answer = READER.post("/v1/series:query", question);
        for (int i = 0; i < subjects.size(); i++) {
          assertThat(points(answer.body().at("/results/" + i + "/series"))).as("seed " + seed + " " + kind + question)
              .isEqualTo(expected);
        }
      }
    }
  }

  /// The day of 25 hours is always among them.
  private static List<Grid> grids(Random random, Time time) {
    var all = new ArrayList<Grid>();
    for (var zone : ZONES) {
      BUCKETS.forEach(bucket -> all.add(new Grid(zone, bucket)));
    }
    Collections.shuffle(all, random);
    var grids = new ArrayList<>(all.subList(0, GRIDS));
    if (time.equals(Time.HISTORY)) {
      grids.add(new Grid("Australia/Sydney", "1d"));
    }
    return grids;
  }

  private static List<String> aggregates(String kind) {
    return switch (kind) {
      case "delta" -> List.of("sum", "count", "min", "max", "last", "p50", "p95");
      case "total" -> List.of("growth", "last", "max", "count");
      default -> List.of("avg", "min", "max", "last", "p90");
    };
  }

  private static List<Instant> range(Random random, Time time) {
    int sixth = 86_400 * time.days / 6;
    var from = time.from.plusSeconds(random.nextInt(sixth));
    return random.nextBoolean() ? List.of(time.from, time.to())
        : List.of(from, from.plusSeconds(4L * sixth + random.nextInt(sixth)));
  }

  /// Many near each other, some at the same instant, some on midnights and at changes of clocks.
  private static List<Number> numbers(Random random, Time time) {
    var edges = time.isLive ? List.of(time.from, time.from.plus(1, ChronoUnit.DAYS), time.to().minusNanos(1_000))
        : Stream
            .of("2025-03-09T05:30:00Z", "2025-03-30T00:59:59.999999Z", "2025-03-30T01:00:00Z", "2025-03-30T22:00:00Z",
                "2025-03-31T00:00:00Z", "2025-04-05T13:00:00Z", "2025-04-05T15:00:00Z", "2025-04-05T15:15:00Z",
                "2025-04-06T13:30:00Z", "2025-03-31T18:15:00Z")
            .map(Instant::parse).toList();
    var numbers = new ArrayList<Number>();
    for (int i = 0; i < 150; i++) {
      var at = random.nextInt(4) == 0 ? edges.get(random.nextInt(edges.size()))
          : time.from.plusSeconds(random.nextInt(time.days * 86_400)).plusNanos(random.nextInt(1_000_000) * 1_000L);
      double wrong = random.nextInt(2_000) / 4.0;
      numbers.add(new Number("n" + i, at, wrong, random.nextInt(5) == 0 ? random.nextInt(2_000) / 4.0 : wrong));
    }
    return numbers;
  }

  /// In any order, on both lanes, some several times; corrections anywhere, also before their events. Two for each
  /// wrong number, of which the later one is right.
  private static List<Sent> events(String subject, String kind, List<Number> numbers, Time time, Random random) {
    var events = new ArrayList<Sent>();
    for (var number : numbers) {
      var event = Feed.observed(subject, number.id, number.at, kind, "\"level\":" + number.wrong);
      for (int copies = 0; copies <= random.nextInt(3); copies++) {
        events.add(new Sent(time.isLive ? lane(random) : Lane.BACKFILL, event));
      }
      if (number.isCorrected()) {
        var first = lane(random);
        var second = first == Lane.LIVE ? Lane.LIVE : lane(random);
        events.add(new Sent(first, correction(subject, number, "a", correctedAt(first, time, 0), -1)));
        events.add(new Sent(second, correction(subject, number, "b", correctedAt(second, time, 1), number.value)));
      }
    }
    Collections.shuffle(events, random);
    return events;
  }

  /// Each subject's in batches of its own sizes.
  private static void deliver(List<List<Sent>> ofSubjects, Random random) {
    for (var left = ofSubjects; !left.isEmpty();) {
      var behind = new ArrayList<List<Sent>>();
      for (var events : left) {
        int next = Math.min(events.size(), 1 + random.nextInt(120));
        for (var lane : Lane.values()) {
          Feed.send(lane,
              events.subList(0, next).stream().filter(each -> each.lane == lane).map(Sent::event).toList());
        }
        if (next < events.size()) {
          behind.add(events.subList(next, events.size()));
        }
      }
      if (random.nextInt(3) == 0) {
        Feed.awaitDrained(lane(random));
      }
      left = behind;
    }
    for (var lane : Lane.values()) {
      Feed.awaitDrained(lane);
    }
  }

  private static Lane lane(Random random) {
    return random.nextBoolean() ? Lane.LIVE : Lane.BACKFILL;
  }

  /// On the live lane now, which is after all that history tells.
  private static Instant correctedAt(Lane lane, Time time, int place) {
    var first = lane == Lane.LIVE ? Instant.now().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS)
        : time.to().minusSeconds(60);
    return first.plusSeconds(place);
  }

  private static AcceptedEvent correction(String subject, Number number, String which, Instant at, double value) {
    return Feed.event(subject, number.id + which, at, "metric.corrected",
        "{\"id\":\"%s\",\"time\":\"%s\",\"metrics\":{\"level\":%s}}".formatted(number.id, number.at, value));
  }

  private static Map<String, String> points(JsonNode series) {
    var points = new TreeMap<String, String>();
    series.get("points").forEach(point -> {
      if (!point.get("value").isNull()) {
        points.put(point.get("from").asText(), point.get("value").asText());
      }
    });
    return points;
  }

  /// The plain loop.
  private static Map<String, String> expected(List<Number> numbers, ZoneId zone, String bucket, String agg,
      Instant from,
      Instant to) {
    var sorted =
        numbers.stream().sorted(Comparator.comparing(Number::at).thenComparing(SeriesPropertiesTest::key)).toList();
    var buckets = new TreeMap<Instant, List<BigDecimal>>();
    Double before = null;
    for (var number : sorted) {
      if (!number.at.isBefore(from) && number.at.isBefore(to)) {
        var start = start(number.at, zone, bucket);
        var value = !agg.equals("growth") ? number.value
            : before == null ? 0 : number.value >= before ? number.value - before : number.value;
        buckets.computeIfAbsent(start.isBefore(from) ? from : start, first -> new ArrayList<>())
            .add(BigDecimal.valueOf(value));
      }
      before = number.at.isBefore(to) ? Double.valueOf(number.value) : before;
    }
    var points = new TreeMap<String, String>();
    buckets.forEach((start, values) -> points.put(start.toString(), figure(values, agg)));
    return points;
  }

  private static String key(Number number) {
    return AcceptedEvent.eventKey(1, "test", number.id).toString();
  }

  private static Instant start(Instant at, ZoneId zone, String bucket) {
    var local = at.atZone(zone);
    return switch (bucket) {
      case "15m" -> Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), 900) * 900);
      case "1h" -> hour(at, zone);
      case "1d" -> local.toLocalDate().atStartOfDay(zone).toInstant();
      case "1w" ->
          local.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).atStartOfDay(zone).toInstant();
      default -> local.toLocalDate().withDayOfMonth(1).atStartOfDay(zone).toInstant();
    };
  }

  /// The last quarter of an hour up to the instant that either is a full hour on the clock or is where the clock
  /// changed.
  private static Instant hour(Instant at, ZoneId zone) {
    for (var quarter = start(at, zone, "15m");; quarter = quarter.minusSeconds(900)) {
      boolean changed = !zone.getRules().getOffset(quarter).equals(zone.getRules().getOffset(quarter.minusNanos(1)));
      if (changed || quarter.atZone(zone).getMinute() == 0) {
        return quarter;
      }
    }
  }

  private static String figure(List<BigDecimal> values, String agg) {
    var sorted = values.stream().sorted().toList();
    var sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    var figure = switch (agg) {
      case "sum", "growth" -> sum;
      case "count" -> BigDecimal.valueOf(values.size());
      case "min" -> sorted.getFirst();
      case "max" -> sorted.getLast();
      case "last" -> values.getLast();
      case "avg" -> sum.divide(BigDecimal.valueOf(values.size()), MathContext.DECIMAL64);
      default -> sorted.get((int) Math.ceil(Integer.parseInt(agg.substring(1)) / 100.0 * values.size()) - 1);
    };
    var stripped = figure.stripTrailingZeros();
    return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
  }
}
