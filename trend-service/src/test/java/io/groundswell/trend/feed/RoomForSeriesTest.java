package io.groundswell.trend.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Slot;
import io.groundswell.contract.Subject;
import io.groundswell.testkit.SettableClock;
import io.groundswell.testkit.TestKafka;
import io.groundswell.trend.Postbox;
import io.groundswell.trend.Tables;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.memory.SeriesKey;
import io.groundswell.trend.truth.NoisyCounts;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A replica that has room for a few series only, on a real broker and a real database.
class RoomForSeriesTest {

  private static final Instant NOW = Instant.parse("2026-03-20T12:02:00Z");
  private static final long COMPLETE = Bucket.of(NOW);
  private static final Instant THIS_MORNING = NOW.minusSeconds(5 * 3_600);
  private static final int HASHTAGS = 12;

  private final SettableClock clock = SettableClock.at(NOW);
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (var one : open.reversed()) {
      one.close();
    }
  }

  /// A database, a topic, and who reads it.
  private final class Place {

    private final Tables tables = new Tables().withDays(LocalDate.of(2026, 2, 19), LocalDate.of(2026, 4, 3));
    private final String topic = TestKafka.freshTopic(Lane.PARTITIONS);
    private final Postbox postbox = new Postbox(topic);
    private final long bytes;
    private Replica replica;
    private int sent;

    /// @param bytes for all series
    Place(long bytes) {
      this.bytes = bytes;
      open.add(tables);
      open.add(postbox);
      replica = new Replica(tables, Lane.LIVE, topic, clock, bytes);
      open.add(() -> replica.close());
    }

    void count(List<AcceptedEvent> events) {
      events.forEach(postbox::send);
      postbox.flush();
      sent += events.size();
      replica.awaitCounted(sent);
    }

    void restart(long room) {
      replica.close();
      replica = new Replica(tables, Lane.LIVE, topic, clock, room).awaitCounted(sent);
    }
  }

  private static SeriesKey series(String subject, String metric) {
    return new SeriesKey(1, Slot.of(("1/" + subject).getBytes(StandardCharsets.UTF_8)), Subject.find(subject), "x",
        metric);
  }

  private static SeriesKey post(int number) {
    return series("post/p" + number, "likes");
  }

  private static AcceptedEvent likes(int post, Instant at, int count) {
    return Postbox.event(1, UUID.randomUUID().toString(), "post/p" + post, "x", at,
        "{\"kind\":\"delta\",\"metrics\":{\"likes\":" + count + "}}");
  }

  /// Posts that were liked twice this morning.
  private static List<AcceptedEvent> posts(int from, int until) {
    return IntStream.range(from, until)
        .boxed()
        .flatMap(post -> Stream.of(likes(post, THIS_MORNING.plusSeconds(post % 1_000), 1),
            likes(post, THIS_MORNING.plusSeconds(post % 1_000 + 900), 1)))
        .toList();
  }

  /// Two days of hashtags: of those that go on two take off in the end, and as many have ended at night.
  private static List<AcceptedEvent> hashtags() {
    var events = new ArrayList<AcceptedEvent>();
    for (int hashtag = 0; hashtag < HASHTAGS; hashtag++) {
      var counts = new NoisyCounts(hashtag, 0.1, 0.4);
      for (long bucket = COMPLETE - 2 * Bucket.DAY; bucket < COMPLETE; bucket++) {
        double level = 5 * (hashtag + 1) * (hashtag < 2 && bucket > COMPLETE - 5 ? 8 : 1);
        long count = counts.next(bucket, level);
        if (count > 0) {
          events.add(Postbox.mentions(1, "tag" + hashtag, "x", Bucket.start(bucket).plusSeconds(7), count));
          if (bucket < COMPLETE - 72) {
            events.add(Postbox.mentions(1, "gone" + hashtag, "x", Bucket.start(bucket).plusSeconds(9), count));
          }
        }
      }
    }
    return events;
  }

  @Test
  void whoComesBackIsJudgedAsIfHeHadNeverGone() {
    var small = new Place(Lane.PARTITIONS * 40_000L);
    var large = new Place(Lane.PARTITIONS * 40_000_000L);
    var first = new ArrayList<>(hashtags());
    first.addAll(posts(0, 480));
    for (var place : List.of(small, large)) {
      place.count(first);
      assertThat(place.replica.standing(COMPLETE)).containsKeys(series("hashtag/tag0", "mentions"),
          series("hashtag/tag1", "mentions"));
    }
    for (int wave = 0; wave < 3; wave++) {
      var further = posts(480 + 960 * wave, 1_440 + 960 * wave);
      for (var place : List.of(small, large)) {
        place.count(further);
        place.replica.standing(COMPLETE);
      }
    }
    assertThat(large.replica.series()).isEqualTo(2 * HASHTAGS + 3_360);
    assertThat(small.replica.series()).isLessThan(2_000);
    assertThat(small.replica.bytes()).isLessThanOrEqualTo(1.05 * small.bytes);
    assertThat(small.replica.meter("groundswell.trend.series.evicted")).isGreaterThan(1_000);
    assertThat(small.replica.meter("groundswell.trend.series.shed")).isZero();
    assertThat(small.replica.notice()).isNull();
    // What stands out has stayed, and what has ended long ago has gone first.
    var standing = large.replica.standing(COMPLETE);
    assertThat(small.replica.standing(COMPLETE)).isEqualTo(standing);
    assertThat(standing.keySet()).allMatch(small.replica::holds);
    assertThat(IntStream.range(0, HASHTAGS).mapToObj(one -> series("hashtag/gone" + one, "mentions"))
        .filter(key -> !standing.containsKey(key))).noneMatch(small.replica::holds);

    var back = new ArrayList<AcceptedEvent>();
    for (int hashtag = 0; hashtag < HASHTAGS; hashtag++) {
      back.add(Postbox.mentions(1, "gone" + hashtag, "x", NOW.minusSeconds(130), 40L * hashtag));
      back.add(Postbox.mentions(1, "gone" + hashtag, "x", NOW.minusSeconds(430), 20L * hashtag));
    }
    IntStream.range(0, 40).forEach(post -> back.add(likes(post, NOW.minusSeconds(130), 5 + post)));
    // Hours after it was judged something comes of this morning.
    IntStream.range(40, 50).forEach(post -> back.add(likes(post, THIS_MORNING.minusSeconds(3_000), 1)));
    for (var place : List.of(small, large)) {
      place.count(back);
    }
    var returned = large.replica.standing(COMPLETE);
    assertThat(returned).containsKeys(post(39), series("hashtag/gone11", "mentions"),
        series("hashtag/tag0", "mentions"));
    assertThat(small.replica.standing(COMPLETE)).isEqualTo(returned);
    assertThat(small.replica.meter("groundswell.trend.series.returned")).isGreaterThan(40);
    for (var place : List.of(small, large)) {
      assertThat(place.tables.count("SELECT sum(late_events)::bigint FROM analytics.trend_bucket")).isEqualTo(10);
    }

    // The next owner has no more room, and finds those who are waited for.
    int announced = 100;
    int onBoard = 200;
    assertThat(List.of(post(announced), post(onBoard))).noneMatch(small.replica::holds);
    small.tables.run("""
        INSERT INTO analytics.trend_course
          (organization_id, slot, subject_type, subject_id, platform, metric, since, step, moved_at)
        VALUES (1, $1, 'post', $2, 'x', 'likes', $3, 0, $3)""",
        Tuple.of((short) post(announced).slot(), "p" + announced, THIS_MORNING.atOffset(ZoneOffset.UTC)));
    small.tables.run("""
        INSERT INTO analytics.trend_candidate
          (organization_id, kpartition, platform, time_window, standing, updated_at)
        VALUES (1, $1, 'x', '1h', jsonb_build_array(jsonb_build_object(
          'subject', $2::text, 'platform', 'x', 'metric', 'likes')), clock_timestamp())""",
        Tuple.of(Slot.partition(post(onBoard).slot(), Lane.PARTITIONS), "post/p" + onBoard));
    small.restart(small.bytes);
    assertThat(List.of(post(announced), post(onBoard))).allMatch(small.replica::holds);
    assertThat(small.replica.series()).isLessThan(2_000);
    assertThat(small.replica.bytes()).isLessThanOrEqualTo(1.1 * small.bytes);
    assertThat(small.replica.standing(COMPLETE)).isEqualTo(returned);
    // An announcement that is open must be ended, so what is announced stays, and what stood on a board need not.
    small.count(posts(3_360, 4_320));
    small.replica.standing(COMPLETE);
    assertThat(small.replica.holds(post(announced))).isTrue();
    assertThat(small.replica.standing(COMPLETE)).isEqualTo(returned);
  }

  @Test
  void whatFindsNoRoomIsSaidAndIsJudgedWhenItIsCountedAgain() {
    var small = new Place(Lane.PARTITIONS * 3_000L);
    small.count(posts(0, 1_200));
    // Nothing was judged yet, so nothing could go.
    assertThat(small.tables.count("SELECT sum(events)::bigint FROM analytics.trend_bucket")).isEqualTo(2_400);
    assertThat(small.replica.series()).isLessThan(200);
    assertThat(small.replica.bytes()).isLessThanOrEqualTo(1.1 * small.bytes);
    assertThat(small.replica.meter("groundswell.trend.series.shed")).isGreaterThan(1_000);
    assertThat(small.replica.notice()).contains("groundswell.memory.share");
    assertThat(small.replica.standing(COMPLETE)).isEmpty();
    var again = IntStream.range(0, 1_200).filter(one -> !small.replica.holds(post(one))).limit(10).boxed().toList();
    small.count(again.stream().map(one -> likes(one, NOW.minusSeconds(130), 50)).toList());
    var standing = small.replica.standing(COMPLETE);
    assertThat(standing.keySet()).containsExactlyInAnyOrderElementsOf(again.stream().map(one -> post(one)).toList());
    small.restart(Long.MAX_VALUE / 2);
    assertThat(small.replica.series()).isEqualTo(1_200);
    assertThat(small.replica.standing(COMPLETE)).isEqualTo(standing);
  }
}
