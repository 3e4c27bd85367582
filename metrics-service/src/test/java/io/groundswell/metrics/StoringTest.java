package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Lane;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class StoringTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Instant HOUR = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(2, ChronoUnit.HOURS);

  private final String subject = "post/" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void anEventBecomesAPoint() {
    Feed.live(Feed.delta(subject, HOUR.plusSeconds(60), "likes", "3"));

    var series = series("likes", "");

    assertThat(series.status()).as(series.text()).isEqualTo(200);
    assertThat(series.values()).containsExactly("3");
    assertThat(series.body().get("subject").asText()).isEqualTo(subject);
    assertThat(series.body().get("kind").asText()).isEqualTo("delta");
    assertThat(series.body().get("agg").asText()).isEqualTo("sum");
  }

  @Test
  void theSameEventAgainIsCountedAsDuplicateAndChangesNothing() {
    var event = Feed.observed(subject, "one", HOUR, "delta", "\"likes\":3");
    Feed.live(event, event);
    Feed.live(event);

    assertThat(series("likes", "").sum()).isEqualByComparingTo("3");
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void theFirstOfTwoConflictingEventsWinsWhateverMetricsTheSecondHas() {
    Feed.live(Feed.observed(subject, "one", HOUR, "delta", "\"likes\":3"));
    Feed.live(Feed.observed(subject, "one", HOUR, "delta", "\"views\":7"),
        Feed.observed(subject, "one", HOUR, "delta", "\"likes\":5,\"views\":7"),
        Feed.observed(subject, "one", HOUR, "total", "\"shares\":1"),
        Feed.event(subject, "one", HOUR, "content.engaged", "{\"action\":\"like\"}"));

    assertThat(series("likes", "").values()).containsExactly("3");
    assertThat(series("views", "").problem()).isEqualTo("unknown_series");
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void allMetricsOfAnEventAreStored() {
    Feed.live(Feed.observed(subject, "one", HOUR, "delta", "\"likes\":3,\"views\":0.25,\"shares\":1e3"));

    assertThat(series("likes", "").values()).containsExactly("3");
    assertThat(series("views", "").values()).containsExactly("0.25");
    assertThat(series("shares", "").values()).containsExactly("1000");
  }

  @Test
  void theSameIdAtAnotherTimeIsAnotherEvent() {
    Feed.live(Feed.observed(subject, "one", HOUR, "delta", "\"likes\":3"),
        Feed.observed(subject, "one", HOUR.plusSeconds(1), "delta", "\"likes\":4"));

    assertThat(series("likes", "").values()).containsExactly("7");
  }

  @Test
  void anEventIsKeptWithItsContent() {
    Feed.live(Feed.event(subject, "one", HOUR, "content.engaged", "{\"action\":\"watch\",\"watch_seconds\":4.5}"),
        Feed.event(subject, "two", HOUR, "quiz.answered", "{\"right\":true}"),
        Feed.event(subject, "three", HOUR, "post.published", "{\"text\":\"no counters\"}"));

    assertThat(series("watch", "").values()).containsExactly("1");
    assertThat(series("watch_seconds", "").values()).containsExactly("4.5");
    assertThat(series("events", "").values()).containsExactly("1");
    assertThat(
        Feed.text("SELECT event_type || ' ' || event_data FROM analytics.analytics_events JOIN analytics.subject s "
            + "ON s.id = subject_id WHERE s.type || '/' || external_id = '" + subject + "' ORDER BY 1"))
        .isEqualTo("""
                content.engaged {"action": "watch", "watch_seconds": 4.5}
                post.published {"text": "no counters"}
                quiz.answered {"right": true}
                """);
  }

  @Test
  void whoIsBehindNumbersIsKeptWithThemAndCounted() {
    Feed.live(observedBy(Map.of("userid", "ann")), observedBy(Map.of("userid", "bob", "niche", "crafts")),
        observedBy(Map.of("userid", "ann", "round", 3L)), observedBy(Map.of("round", 4L)),
        observedBy(Map.of("traceparent", "00-1-2-01", "sampledrate", 2L)), observedBy(Map.of()));

    assertThat(series("likes", "").values()).containsExactly("7");
    assertThat(series("likes", "&agg=distinct").values()).containsExactly("2");
    assertThat(Feed.text("SELECT event_type || ' ' || concat_ws(' ', p.external_id, niche, attributes, event_data) "
        + "FROM analytics.analytics_events AS e JOIN analytics.subject s ON s.id = subject_id "
        + "LEFT JOIN analytics.person AS p ON p.id = e.user_id WHERE s.type || '/' || s.external_id = '" + subject
        + "' ORDER BY 1")).as("and nothing of those that say no more than their numbers").isEqualTo("""
            metric.observed ann
            metric.observed ann {"round": 3}
            metric.observed bob crafts
            metric.observed {"round": 4}
            """);
  }

  private AcceptedEvent observedBy(Map<String, Object> attributes) {
    var bare = Feed.delta(subject, HOUR.plusSeconds(60), "likes", "1");
    var event = bare.event();
    return new AcceptedEvent(1, bare.receivedAt(), new CloudEvent(event.id(), event.source(), event.type(),
        event.time(), event.subject(), event.platform(), new TreeMap<>(attributes), event.data()));
  }

  @Test
  void anEventWithoutNumbersIsStoredOnce() {
    var bare = Feed.event(subject, "one", HOUR, "post.published", "{\"text\":\"no counters\"}");
    Feed.live(bare, bare);
    Feed.live(bare, Feed.event(subject, "one", HOUR, "post.published", "{\"like_count\":4}"));

    assertThat(rows()).isEqualTo(1);
    assertThat(
        Feed.count("SELECT count(*) FROM analytics.analytics_events JOIN analytics.subject s ON s.id = subject_id "
            + "WHERE s.type || '/' || external_id = '" + subject + "'"))
        .isEqualTo(1);
  }

  @Test
  void poisonIsSetAsideWithItsReasonAndTheRestIsStored() {
    var key = ("1/" + subject).getBytes(StandardCharsets.UTF_8);
    Feed.poison(Lane.LIVE, key, "not json".getBytes(StandardCharsets.UTF_8));
    Feed.poison(Lane.LIVE, key, new byte[]{(byte) 0xff, 0, 1});
    Feed.send(Lane.LIVE, List.of(Feed.delta(subject, Instant.parse("1990-01-01T00:00:00Z"), "likes", "1")));
    Feed.live(Feed.delta(subject, HOUR, "likes", "3"));

    assertThat(series("likes", "").values()).containsExactly("3");
    assertThat(
        Feed.text("SELECT reason FROM analytics.quarantine WHERE key = '" + new String(key, StandardCharsets.UTF_8)
            + "'::bytea ORDER BY koffset"))
        .isEqualTo("not_json\nnot_a_cloud_event\ntimestamp_out_of_range\n");
  }

  @Test
  void historyThatNobodyDeclaredIsSetAsideAndDoesNotStopTheLane() {
    Feed.send(Lane.BACKFILL, List.of(Feed.delta(subject, Instant.parse("1999-05-05T00:00:00Z"), "likes", "1")));
    var from = Instant.parse("2019-03-01T00:00:00Z");
    Feed.backfill(from, from.plusSeconds(86_400), List.of(Feed.delta(subject, from.plusSeconds(5), "likes", "9")));

    assertThat(series("likes", "&from=1999-01-01T00:00:00Z&to=2020-01-01T00:00:00Z&bucket=1mo").sum())
        .isEqualByComparingTo("9");
    assertThat(Feed.text("SELECT reason FROM analytics.quarantine WHERE key = '1/" + subject + "'::bytea"))
        .isEqualTo("outside_declared_range\n");
  }

  @Test
  void oneKnownEventInALargeBatchIsADuplicateAndTheRestIsStored() {
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 1_000; i++) {
      events.add(Feed.observed(subject, "e" + i, HOUR.plusSeconds(i), "delta", "\"likes\":1,\"views\":2"));
    }
    Feed.live(events.get(777));
    Feed.live(events);
    Feed.live(events);

    assertThat(series("likes", "").values()).containsExactly("1000");
    assertThat(series("views", "").values()).containsExactly("2000");
    assertThat(rows()).isEqualTo(2_000);
  }

  @Test
  void rollupsEqualRecomputationAfterAShuffleWithDuplicates() {
    var random = new Random(20261120);
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 3_000; i++) {
      var value = random.nextBoolean() ? Integer.toString(random.nextInt(1_000))
          : random.nextInt(100_000) + "." + (1 + random.nextInt(99));
      var about = subject + random.nextInt(7);
      var metrics = random.nextInt(4) == 0 ? "\"likes\":" + value + ",\"views\":" + random.nextInt(50)
          : "\"likes\":" + value;
      events.add(Feed.observed(about, "e" + i, HOUR.minusSeconds(random.nextInt(5 * 86_400)),
          i % 3 == 0 ? "total" : i % 3 == 1 ? "gauge" : "delta", metrics));
    }
    for (int i = 0; i < 1_000; i++) {
      events.add(events.get(random.nextInt(3_000)));
    }
    Collections.shuffle(events, random);
    for (int i = 0; i < events.size(); i += 500) {
      Feed.live(events.subList(i, i + 500));
    }

    assertThat(
        Feed.count("SELECT count(DISTINCT event_key) FROM analytics.time_series_metrics JOIN analytics.subject s "
            + "ON s.id = subject_id WHERE s.type || '/' || external_id LIKE '" + subject + "%'"))
        .isEqualTo(3_000);
    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
  }

  private Asker.Reply series(String metric, String further) {
    var range = further.contains("from=") ? further
        : "&from=" + HOUR + "&to=" + HOUR.plus(1, ChronoUnit.HOURS) + "&bucket=1h" + further;
    return READER.get("/v1/series/" + subject + "/" + metric + "?" + range.substring(1));
  }

  private long rows() {
    return Feed
        .count("SELECT count(*) FROM analytics.time_series_metrics JOIN analytics.subject s ON s.id = subject_id "
            + "WHERE s.type || '/' || external_id = '" + subject + "'");
  }
}
