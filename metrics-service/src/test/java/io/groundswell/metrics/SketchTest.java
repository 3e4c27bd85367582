package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.JsonSpan;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Subject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Persons and quantiles of long ranges, put together from days.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class SketchTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Instant FROM = Instant.parse("2025-05-01T00:00:00Z");
  private static final Instant TO = FROM.plus(10, ChronoUnit.DAYS);

  private final String subject = "post/" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void fewPersonsAreCountedExactlyAcrossDaysZonesAndPieces() {
    var random = new Random(3);
    var events = new ArrayList<AcceptedEvent>();
    var all = new HashSet<Integer>();
    var first = new HashSet<Integer>();
    for (int i = 0; i < 300; i++) {
      var at = FROM.plusSeconds(random.nextInt(10 * 86_400));
      int person = random.nextInt(120);
      events.add(watched("p" + person, at, "1"));
      all.add(person);
      if (at.isBefore(Instant.parse("2025-05-05T22:00:00Z"))) {
        first.add(person);
      }
    }
    deliver(events, random);

    var month = month("watch", "agg=distinct");
    assertThat(month.values()).containsExactly(Integer.toString(all.size()));
    assertThat(month.body().get("error").asDouble()).isEqualTo(0.01625);
    var both = READER
        .get("/v1/series/" + subject + "/watch?bucket=1mo&agg=distinct&from=" + FROM + "&to=2025-05-05T22:00:00Z");
    assertThat(both.values()).containsExactly(Integer.toString(first.size()));
    assertThat(Feed.count(sketches())).isEqualTo(Feed.count(rollups()));
  }

  @Test
  void manyPersonsAreCountedNearly() {
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 3_000; i++) {
      events.add(watched("many" + i % 2_500, FROM.plusSeconds(i * 200L), "1"));
    }
    deliver(events, new Random(5));

    assertThat(month("watch", "agg=distinct").body().at("/points/0/value").asDouble()).isBetween(2_350.0, 2_650.0);
  }

  @Test
  void quantilesOfAMonthLieWithinTheirError() {
    var random = new Random(7);
    var events = new ArrayList<AcceptedEvent>();
    var values = new ArrayList<Integer>();
    for (int i = 0; i < 4_000; i++) {
      int value = (int) Math.abs(random.nextGaussian() * 10_000);
      values.add(value);
      events.add(watched("one", FROM.plusSeconds(i * 200L), Integer.toString(value)));
    }
    deliver(events, random);
    values.sort(Comparator.naturalOrder());

    for (var rank : Map.of("p50", 0.5, "p90", 0.9, "p99", 0.99).entrySet()) {
      var answer = month("watch_seconds", "agg=" + rank.getKey());
      double error = answer.body().get("error").asDouble();
      assertThat(error).isBetween(0.001, 0.02);
      assertThat(answer.body().at("/points/0/value").asInt()).as(rank.getKey())
          .isBetween(at(values, rank.getValue() - error), at(values, rank.getValue() + error));
      assertThat(READER.get("/v1/series/" + subject + "/watch_seconds?bucket=1h&agg=" + rank.getKey() + "&from=" + FROM
          + "&to=" + FROM.plus(1, ChronoUnit.HOURS)).body().has("error")).as("from raw rows").isFalse();
    }
  }

  @Test
  void fewValuesHaveExactQuantilesAlsoAfterOneWasCorrected() {
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 1; i <= 100; i++) {
      events.add(watched("one", FROM.plusSeconds(i * 8_000L), Integer.toString(i)));
    }
    deliver(events, new Random(9));
    assertThat(month("watch_seconds", "agg=p50").values()).containsExactly("50");

    var last = events.getLast().event();
    Feed.backfill(FROM, TO, List.of(Feed.event(subject, "fix", FROM.plusSeconds(5), "metric.corrected",
        "{\"id\":\"%s\",\"time\":\"%s\",\"metrics\":{\"watch_seconds\":0}}".formatted(last.id(), last.time()))));

    assertThat(month("watch_seconds", "agg=p50").values()).containsExactly("49");
    assertThat(month("watch_seconds", "agg=p99").values()).containsExactly("98");
  }

  @Test
  void aDayThatWasNotSketchedFromItsBeginningIsReadFromItsRows() {
    deliver(
        new ArrayList<>(List.of(watched("ann", FROM.plusSeconds(1), "1"), watched("bob", FROM.plusSeconds(2), "2"))),
        new Random(1));
    Feed.update("UPDATE analytics.metric_sketch_day SET events = 1 WHERE subject_id = " + number());

    assertThat(month("watch", "agg=distinct").values()).containsExactly("2");
    assertThat(month("watch", "agg=distinct").body().has("error")).isFalse();
  }

  @Test
  void aBusyDayThatIsNotSketchedIsReadToItsEnd() {
    var events = new ArrayList<AcceptedEvent>();
    var second = FROM.plus(1, ChronoUnit.DAYS);
    events.add(Feed.observed(subject, "first", FROM, "delta", "\"watch_seconds\":1"));
    // Several of one instant, and rising with time.
    for (int i = 1; i <= 12_000; i++) {
      events.add(Feed.observed(subject, "e" + i, second.plusSeconds(i / 7), "delta", "\"watch_seconds\":" + i));
    }
    Feed.backfill(FROM, TO, events);
    Feed.update(
        "UPDATE analytics.metric_sketch_day SET events = 1 WHERE day = '2025-05-02' AND subject_id = " + number());

    var highest = month("watch_seconds", "agg=p99");

    assertThat(highest.body().has("error")).isTrue();
    assertThat(highest.body().at("/points/0/value").asInt()).isBetween(11_600, 12_000);
  }

  @Test
  void anArchivedDayHasItsPersonsStill() {
    deliver(
        new ArrayList<>(List.of(watched("ann", FROM.plusSeconds(1), "1"), watched("bob", FROM.plusSeconds(2), "2"))),
        new Random(1));
    Feed.undeclare(FROM);
    Feed.update("DELETE FROM analytics.partition_day WHERE day = '2025-05-01'");

    var persons = month("watch", "agg=distinct");
    var hours = READER.get("/v1/series/" + subject + "/watch?bucket=1h&agg=distinct&from=" + FROM + "&to="
        + FROM.plus(1, ChronoUnit.HOURS));
    Feed.update("INSERT INTO analytics.partition_day VALUES ('2025-05-01', now(), '2025-05-01')");

    assertThat(persons.values()).containsExactly("2");
    assertThat(hours.body().at("/points/0/archived").asBoolean()).isTrue();
  }

  /// In any order, each a few times, in batches of any size.
  private static void deliver(List<AcceptedEvent> events, Random random) {
    var sent = new ArrayList<>(events);
    sent.addAll(events.subList(0, events.size() / 3));
    Collections.shuffle(sent, random);
    Feed.declare(1, FROM, TO);
    for (int at = 0; at < sent.size();) {
      int next = Math.min(sent.size(), at + 1 + random.nextInt(400));
      Feed.send(Lane.BACKFILL, sent.subList(at, next));
      Feed.awaitDrained(Lane.BACKFILL);
      at = next;
    }
  }

  private static int at(List<Integer> sorted, double rank) {
    return sorted.get(Math.clamp(Math.round(rank * sorted.size()) - 1, 0, sorted.size() - 1));
  }

  private long number() {
    return Feed.count(
        "SELECT id FROM analytics.subject WHERE organization_id = 1 AND 'post/' || external_id = '" + subject + "'");
  }

  private String sketches() {
    return "SELECT count(*) FROM analytics.metric_sketch_day WHERE subject_id = " + number();
  }

  private String rollups() {
    return "SELECT count(*) FROM analytics.metric_rollup_day WHERE subject_id = " + number();
  }

  private Asker.Reply month(String metric, String query) {
    return READER.get("/v1/series/" + subject + "/" + metric + "?bucket=1mo&from=" + FROM + "&to=" + TO + "&" + query);
  }

  private AcceptedEvent watched(String person, Instant at, String seconds) {
    var data = ("{\"action\":\"watch\",\"watch_seconds\":" + seconds + "}").getBytes(StandardCharsets.UTF_8);
    return new AcceptedEvent(1, EventCodec.micros(Instant.now()), new CloudEvent(UUID.randomUUID().toString(), "test",
        "content.engaged", at, Subject.find(subject), "x", new TreeMap<>(Map.of("userid", person)),
        new JsonSpan(data, 0, data.length)));
  }
}
