package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.JsonSpan;
import io.groundswell.contract.Subject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The same event again, and another event that pretends to be it.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class ConflictsTest {

  private static final Instant HOUR = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS);

  private final String source = "source-" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void theSameEventAgainIsNoConflictHoweverItsJsonIsWritten() {
    Feed.live(event("n", "metric.observed", "{\"metrics\":{\"likes\":1,\"views\":2.50}}"),
        event("c", "quiz.answered", "{\"right\":true,\"points\":1.0}"), event("e", "post.published", "{}"));
    Feed.live(event("n", "metric.observed", "{\"metrics\":{\"views\":25e-1, \"likes\":1}, \"kind\":\"delta\"}"),
        event("c", "quiz.answered", "{ \"points\":1, \"right\":true }"), event("e", "post.published", "{ }"));
    Feed.live(with(event("c", "quiz.answered", "{\"right\":true,\"points\":1}"), Map.of("traceparent", "00-1-2-01",
        "senttime", "2026-11-20T17:00:00Z")));

    assertThat(counts()).isEqualTo("3 4 0");
  }

  @Test
  void anotherPayloadOfTheSameIdentityIsAConflictAndTheFirstIsKept() {
    var first = event("one", "quiz.answered", "{\"right\":true}");
    Feed.live(first, event("nothing", "post.published", "{}"), event("n", "metric.observed",
        "{\"metrics\":{\"likes\":1,\"views\":2}}"));
    var conflicting = List.of(event("one", "quiz.answered", "{\"right\":false}"),
        event("one", "quiz.asked", "{\"right\":true}"), with(first, Map.of("userid", "jo")),
        with(first, Map.of("niche", "foo")), with(first, Map.of("round", 3L)),
        event("one", "metric.observed", "{\"metrics\":{\"events\":1}}"),
        event("nothing", "post.published", "{\"like_count\":4}"),
        event("n", "metric.observed", "{\"metrics\":{\"likes\":1,\"views\":3}}"),
        event("n", "metric.observed", "{\"metrics\":{\"likes\":1}}"),
        event("n", "metric.observed", "{\"metrics\":{\"likes\":1,\"views\":2,\"shares\":1}}"),
        event("n", "metric.observed", "{\"kind\":\"gauge\",\"metrics\":{\"likes\":1,\"views\":2}}"));
    conflicting.forEach(Feed::live);
    Feed.live(first);

    assertThat(counts()).isEqualTo("3 12 11");
    assertThat(Feed.text("SELECT event_data FROM analytics.analytics_events WHERE event_source = '" + source
        + "' AND event_type = 'quiz.answered'")).isEqualTo("{\"right\": true}\n");
  }

  @Test
  void numbersOfSomebodyElseAreAConflict() {
    var bare = event("n", "metric.observed", "{\"metrics\":{\"likes\":1}}");
    var first = with(bare, Map.of("userid", "jo", "round", 3L));
    Feed.live(first);
    Feed.live(first);
    Feed.live(with(bare, Map.of("userid", "jo", "round", 3L, "traceparent", "00-1-2-01")));
    assertThat(counts()).isEqualTo("1 2 0");

    for (var other : List.of(bare, with(bare, Map.of("userid", "ann", "round", 3L)),
        with(bare, Map.of("userid", "jo")), with(bare, Map.of("userid", "jo", "round", 3L, "niche", "foo")))) {
      Feed.live(other);
    }
    assertThat(counts()).isEqualTo("1 6 4");
  }

  @Test
  void aConflictWithinOneBatchIsSeen() {
    var first = event("one", "metric.observed", "{\"metrics\":{\"likes\":1}}");
    Feed.live(first, first, event("one", "metric.observed", "{\"metrics\":{\"likes\":2}}"),
        event("one", "metric.observed", "{\"metrics\":{\"likes\":1.0}}"), first);

    assertThat(counts()).isEqualTo("1 4 1");
    assertThat(Asker.with(RecordBackend.READER).get("/v1/accounting?source=" + source).body().at("/totals/conflict")
        .asInt()).isEqualTo(1);
    assertThat(Asker.with(null).management("/q/metrics").text()).contains("groundswell_conflicts_total");
  }

  @Test
  void aFewConflictsAmongManyDuplicatesAreFound() {
    var events = new ArrayList<AcceptedEvent>();
    IntStream.range(0, 1_500).forEach(i -> events.add(event("e" + i, i % 2 == 0 ? "metric.observed" : "quiz.answered",
        "{\"metrics\":{\"likes\":" + i + "}}")));
    Feed.live(events);
    events.set(700, event("e700", "metric.observed", "{\"metrics\":{\"likes\":1}}"));
    events.set(701, event("e701", "quiz.answered", "{\"metrics\":{\"likes\":1}}"));
    Feed.live(events);

    assertThat(counts()).isEqualTo("1500 1500 2");
  }

  /// Stored, duplicate and conflict.
  private String counts() {
    return Feed.text("SELECT sum(stored) || ' ' || sum(duplicate) || ' ' || sum(conflict) FROM analytics.accounting "
        + "WHERE source = '" + source + "'").strip();
  }

  private AcceptedEvent event(String id, String type, String data) {
    var bytes = data.getBytes(StandardCharsets.UTF_8);
    return new AcceptedEvent(1, Instant.now().truncatedTo(ChronoUnit.MILLIS), new CloudEvent(id, source, type, HOUR,
        Subject.find("post/conflicting"), "x", new TreeMap<>(), new JsonSpan(bytes, 0, bytes.length)));
  }

  private static AcceptedEvent with(AcceptedEvent accepted, Map<String, Object> extensions) {
    var event = accepted.event();
    return new AcceptedEvent(1, accepted.receivedAt(), new CloudEvent(event.id(), event.source(), event.type(),
        event.time(), event.subject(), event.platform(), new TreeMap<>(extensions), event.data()));
  }
}
