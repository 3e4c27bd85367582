package io.groundswell.trend.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Slot;
import io.groundswell.contract.Subject;
import io.groundswell.testkit.SettableClock;
import io.groundswell.testkit.TestKafka;
import io.groundswell.trend.Postbox;
import io.groundswell.trend.Tables;
import io.groundswell.trend.crowd.Crowd;
import io.groundswell.trend.crowd.CrowdQuery;
import io.groundswell.trend.crowd.CrowdQuery.Asked;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.memory.Late;
import io.groundswell.trend.memory.SeriesKey;
import io.groundswell.trend.memory.Standout;
import io.groundswell.trend.truth.NoisyCounts;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Counting on a real broker and a real database.
class CountingTest {

  private static final Instant NOW = Instant.parse("2026-03-20T12:02:00Z");
  private static final long COMPLETE = Bucket.of(NOW);

  private final SettableClock clock = SettableClock.at(NOW);
  private final Tables tables = new Tables().withDays(LocalDate.of(2026, 2, 19), LocalDate.of(2026, 4, 3));
  private final String topic = TestKafka.freshTopic(Lane.PARTITIONS);
  private final Postbox postbox = new Postbox(topic);

  @AfterEach
  void close() {
    postbox.close();
    tables.close();
  }

  private Replica replica() {
    return new Replica(tables, Lane.LIVE, topic, clock);
  }

  /// Two days of twelve hashtags, of which two take off in the end.
  private static List<AcceptedEvent> twoDays() {
    var events = new ArrayList<AcceptedEvent>();
    for (int hashtag = 0; hashtag < 12; hashtag++) {
      var counts = new NoisyCounts(hashtag, 0.1, 0.4);
      for (long bucket = COMPLETE - 2 * Bucket.DAY; bucket < COMPLETE; bucket++) {
        double level = 5 * (hashtag + 1) * (hashtag < 2 && bucket > COMPLETE - 5 ? 8 : 1);
        long count = counts.next(bucket, level);
        if (count > 0) {
          events.add(Postbox.mentions(1, "tag" + hashtag, "x", Bucket.start(bucket).plusSeconds(7), count));
        }
      }
    }
    return events;
  }

  private void send(List<AcceptedEvent> events) {
    events.forEach(postbox::send);
    postbox.flush();
  }

  @Test
  void whoIsBehindItIsCountedOnceAndInBoundedRoom() {
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 3_000; i++) {
      events.add(Postbox.mentionBy(1, "crowd", "x", NOW.minusSeconds(600 + i), "person-" + i % 1_000));
    }
    for (int i = 0; i < 200; i++) {
      events.add(Postbox.mentionBy(1, "few", "x", NOW.minusSeconds(60 + i), i % 4 == 0 ? "ann" : "bob"));
    }
    // The same again is the same, and what names nobody counts for nobody.
    events.addAll(events.subList(0, 500));
    events.add(Postbox.mentions(1, "few", "x", NOW.minusSeconds(30), 77));
    send(events);
    try (var replica = replica().awaitCounted(events.size())) {
      assertThat(replica.series()).isEqualTo(2);
      var asked = Stream.of("crowd", "few", "nobody")
          .map(id -> new Subject("hashtag", id))
          .map(subject -> new Asked(
              new SeriesKey(1, Slot.of(("1/" + subject).getBytes(StandardCharsets.UTF_8)), subject, "x", "mentions"),
              Window.HOUR, COMPLETE))
          .toList();
      var crowds = CrowdQuery.crowds(asked, tables.run(CrowdQuery.SELECT, CrowdQuery.arguments(asked)));
      assertThat(crowds).containsOnlyKeys(asked.get(0), asked.get(1));
      var crowd = crowds.get(asked.get(0));
      assertThat(crowd.total()).isEqualTo(3_000);
      assertThat((double) crowd.distinct()).isCloseTo(1_000, within(200.0));
      assertThat(crowd.trust()).isGreaterThan(0.99);
      var few = crowds.get(asked.get(1));
      assertThat(few.total()).isEqualTo(200);
      assertThat(few.distinct()).isEqualTo(2);
      assertThat(few.largest()).containsExactly(new Crowd.Share("bob", 0.75), new Crowd.Share("ann", 0.25));
      assertThat(few.concentration()).isCloseTo(0.625, within(0.005));
      assertThat(few.trust()).isEqualTo(1 - few.concentration());
      assertThat(tables.count("SELECT count(*) FROM analytics.trend_creator WHERE subject_id = 'crowd'"))
          .isBetween(200L, 2 * 256L);
    }
  }

  @Test
  void aSeriesThatWasJudgedAnewSaysSoOnEveryReplica() {
    var events = twoDays();
    send(events);
    var now = EventCodec.micros(NOW);
    var late = Postbox.mentions(1, "tag0", "x", NOW.minusSeconds(7_200), 3);
    try (var replica = replica().awaitCounted(events.size())) {
      assertThat(replica.series()).isEqualTo(12);
      send(List.of(new AcceptedEvent(1, now, late.event())));
      replica.awaitCounted(events.size() + 1);
    }
    assertThat(tables.count("SELECT sum(late_events)::bigint FROM analytics.trend_bucket")).isEqualTo(1);
    var bucket = new Late(now, Bucket.of(NOW.minusSeconds(7_200)));
    for (int replicas = 0; replicas < 2; replicas++) {
      try (var replica = replica().awaitCounted(events.size() + 1)) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
          var standing = replica.standing(COMPLETE);
          assertThat(standing.keySet()).extracting(key -> key.subject().id()).contains("tag0", "tag1");
          standing.forEach((series, standouts) -> assertThat(standouts).extracting(Standout::late)
              .containsOnly(series.subject().id().equals("tag0") ? bucket : null));
        });
      }
    }
  }

  @Test
  void aReplicaThatStartsRemembersWhatTheLastOneKnew() {
    var events = twoDays();
    send(events);
    try (var first = replica().awaitCounted(events.size())) {
      await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
        assertThat(first.standing(COMPLETE).keySet()).extracting(key -> key.subject().id()).contains("tag0", "tag1");
      });
      var known = first.standing(COMPLETE);
      first.close();
      try (var second = replica().awaitCounted(events.size())) {
        assertThat(second.series()).isEqualTo(12);
        assertThat(second.standing(COMPLETE)).isEqualTo(known);
      }
    }
  }

  @Test
  void theOrderInWhichCountsComeDoesNotMatter() {
    var events = twoDays();
    var shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, new Random(3));
    send(shuffled);
    try (var late = replica().awaitCounted(events.size())) {
      await().atMost(Duration.ofSeconds(60)).until(() -> late.standing(COMPLETE).size() >= 2);
      var known = late.standing(COMPLETE);
      late.close();
      try (var rebuilt = replica().awaitCounted(events.size())) {
        assertThat(known).isEqualTo(rebuilt.standing(COMPLETE));
      }
    }
  }

  @Test
  void aSendersRetryIsCountedOnce() {
    var one = Postbox.mentions(1, "again", "x", NOW, 3);
    var other = Postbox.mentions(1, "again", "x", NOW.plusSeconds(1), 4);
    send(List.of(one, other, one, one));
    try (var _ = replica().awaitCounted(4)) {
      send(List.of(other));
      await().atMost(Duration.ofSeconds(30)).until(() -> tables.count(
          "SELECT sum(duplicate)::bigint FROM analytics.trend_consumer_offset") == 3);
      assertThat(tables.count("SELECT sum(stored)::bigint FROM analytics.trend_consumer_offset")).isEqualTo(2);
      assertThat(tables.count("SELECT sum(total)::bigint FROM analytics.trend_bucket")).isEqualTo(7);
      assertThat(tables.count("SELECT sum(events)::bigint FROM analytics.trend_bucket")).isEqualTo(2);
    }
  }

  @Test
  void historyIsCountedButRememberedByNobody() {
    var events = twoDays();
    send(events);
    try (var backfill = new Replica(tables, Lane.BACKFILL, topic, clock)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> tables.count(
          "SELECT coalesce(sum(stored), 0)::bigint FROM analytics.trend_consumer_offset") == events.size());
      assertThat(backfill.series()).isZero();
    }
    assertThat(tables.count("SELECT sum(events)::bigint FROM analytics.trend_bucket WHERE NOT live"))
        .isEqualTo(events.size());
    var live = TestKafka.freshTopic(Lane.PARTITIONS);
    try (var replica = new Replica(tables, Lane.LIVE, live, clock).awaitCounted(0)) {
      assertThat(replica.series()).isZero();
    }
  }

  @Test
  void whatIsOlderThanTheDaysKeptIsStoredWithoutEffect() {
    send(List.of(Postbox.mentions(1, "old", "x", NOW.minus(Duration.ofDays(30)), 3),
        Postbox.event(1, "1", "hashtag/gauge", "x", NOW, "{\"kind\":\"gauge\",\"metrics\":{\"level\":3}}"),
        Postbox.mentions(1, "new", "x", NOW, 3)));
    try (var replica = replica().awaitCounted(3)) {
      assertThat(tables.count("SELECT sum(stored)::bigint FROM analytics.trend_consumer_offset")).isEqualTo(3);
      assertThat(tables.count("SELECT count(*) FROM analytics.trend_bucket")).isEqualTo(1);
      await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
          replica.meters.get("groundswell.trend.without.effect").counter().count()).isEqualTo(2));
    }
  }

  @Test
  void aRecordOnTheWrongKeyIsSkipped() {
    postbox.sendRaw("1/hashtag/other".getBytes(StandardCharsets.UTF_8),
        EventCodec.encode(Postbox.mentions(1, "mine", "x", NOW, 3)));
    postbox.flush();
    try (var _ = replica().awaitCounted(1)) {
      assertThat(tables.count("SELECT sum(quarantined)::bigint FROM analytics.trend_consumer_offset")).isEqualTo(1);
      assertThat(tables.count("SELECT count(*) FROM analytics.trend_bucket")).isZero();
    }
  }

  @Test
  void daysThatNobodyLooksBackAtAreDropped() {
    tables.run("SELECT analytics.keep_trend_partitions($1, $2, $3)",
        Tuple.of(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 2, 21), LocalDate.of(2026, 4, 4)));
    assertThat(tables.count("SELECT count(*) FROM pg_inherits WHERE inhparent = 'analytics.trend_bucket'::regclass"))
        .isEqualTo(43);
    assertThat(tables.count("SELECT count(*) FROM pg_inherits WHERE inhparent = 'analytics.counted_event'::regclass"))
        .isEqualTo(35);
  }
}
