package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds of every series, on generated events: the order in which events come, and how they are batched and
/// repeated, makes no difference; and rollups and raw rows together give what a plain loop over the events gives, in
/// every zone.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class SeriesPropertiesTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  /// The clocks change on 9 March in North America, on 30 March in Europe, on 6 April on Lord Howe Island.
  private static final Instant FROM = Instant.parse("2025-03-05T00:00:00Z");
  private static final int DAYS = 36;
  private static final List<String> ZONES = List.of("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns",
      "Australia/Lord_Howe", "Pacific/Apia");
  private static final List<String> BUCKETS = List.of("15m", "1h", "1d", "1w", "1mo");

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

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void seriesDoNotDependOnHowTheirEventsComeAndEqualAPlainLoop(long seed) {
    var random = new Random(seed);
    var kind = List.of("delta", "total", "gauge").get((int) (seed % 3));
    var numbers = numbers(random);
    var subjects = List.of("post/" + UUID.randomUUID(), "post/" + UUID.randomUUID(), "post/" + UUID.randomUUID());
    Feed.declare(1, FROM, FROM.plus(DAYS, ChronoUnit.DAYS));
    for (var subject : subjects) {
      deliver(subject, kind, numbers, random);
    }

    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
    for (var zone : ZONES) {
      for (var bucket : BUCKETS) {
        var range = range(random);
        for (var agg : aggregates(kind)) {
          var query =
              "?fill=null&bucket=" + bucket + "&tz=" + zone + "&agg=" + agg + "&from=" + range.getFirst() + "&to="
                  + range.getLast();
          var name = "seed " + seed + " " + kind + query;
          var expected = expected(numbers, ZoneId.of(zone), bucket, agg, range.getFirst(), range.getLast());
          for (var subject : subjects) {
            assertThat(points(READER.get("/v1/series/" + subject + "/level" + query))).as(name).isEqualTo(expected);
          }
        }
      }
    }
  }

  private static List<String> aggregates(String kind) {
    return switch (kind) {
      case "delta" -> List.of("sum", "count", "min", "max", "last", "p50", "p95");
      case "total" -> List.of("growth", "last", "max", "count");
      default -> List.of("avg", "min", "max", "last", "p90");
    };
  }

  private static List<Instant> range(Random random) {
    var from = FROM.plusSeconds(random.nextInt(86_400 * 3));
    return random.nextBoolean() ? List.of(FROM, FROM.plus(DAYS, ChronoUnit.DAYS))
        : List.of(from, from.plusSeconds(86_400L * (DAYS - 6) + random.nextInt(86_400 * 3)));
  }

  /// Many near each other, some at the same instant, some on midnights and at changes of clocks.
  private static List<Number> numbers(Random random) {
    var edges =
        List.of("2025-03-09T05:30:00Z", "2025-03-30T00:59:59.999999Z", "2025-03-30T01:00:00Z", "2025-03-30T22:00:00Z",
            "2025-03-31T00:00:00Z", "2025-04-05T15:00:00Z", "2025-04-05T15:15:00Z", "2025-03-31T18:15:00Z");
    var numbers = new ArrayList<Number>();
    for (int i = 0; i < 150; i++) {
      var at = random.nextInt(4) == 0 ? Instant.parse(edges.get(random.nextInt(edges.size())))
          : FROM.plusSeconds(random.nextInt(DAYS * 86_400)).plusNanos(random.nextInt(1_000_000) * 1_000L);
      double wrong = random.nextInt(2_000) / 4.0;
      numbers.add(new Number("n" + i, at, wrong, random.nextInt(5) == 0 ? random.nextInt(2_000) / 4.0 : wrong));
    }
    return numbers;
  }

  /// In any order, in batches of any size, some several times; a correction somewhere behind its event.
  private static void deliver(String subject, String kind, List<Number> numbers, Random random) {
    var events = new ArrayList<AcceptedEvent>();
    for (var number : numbers) {
      var event = Feed.observed(subject, number.id, number.at, kind, "\"level\":" + number.wrong);
      for (int copies = 0; copies <= random.nextInt(3); copies++) {
        events.add(event);
      }
    }
    Collections.shuffle(events, random);
    for (var number : numbers) {
      if (number.isCorrected()) {
        var latest = FROM.plus(DAYS, ChronoUnit.DAYS).minusSeconds(60);
        var fixes = new ArrayList<>(List.of(correction(subject, number, "a", latest, -1),
            correction(subject, number, "b", latest.plusSeconds(1), number.value)));
        Collections.shuffle(fixes, random);
        for (var fix : fixes) {
          events.add(first(events, number) + 1 + random.nextInt(events.size() - first(events, number)), fix);
        }
      }
    }
    for (int sent = 0; sent < events.size();) {
      int next = Math.min(events.size(), sent + 1 + random.nextInt(120));
      Feed.send(Lane.BACKFILL, events.subList(sent, next));
      if (random.nextInt(3) == 0) {
        Feed.awaitDrained(Lane.BACKFILL);
      }
      sent = next;
    }
    Feed.awaitDrained(Lane.BACKFILL);
  }

  private static int first(List<AcceptedEvent> events, Number number) {
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).event().id().equals(number.id)) {
        return i;
      }
    }
    throw new IllegalStateException("a correction without its event");
  }

  private static AcceptedEvent correction(String subject, Number number, String which, Instant at, double value) {
    return Feed.event(subject, number.id + which, at, "metric.corrected",
        "{\"id\":\"%s\",\"time\":\"%s\",\"metrics\":{\"level\":%s}}".formatted(number.id, number.at, value));
  }

  private static Map<String, String> points(Asker.Reply reply) {
    var points = new TreeMap<String, String>();
    reply.body().get("points").forEach(point -> {
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
