package io.groundswell.trend.board;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.trend.Tables;
import io.groundswell.trend.crowd.Crowd;
import io.groundswell.trend.detect.Window;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a service answers that has just started.
class WarmStartTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant BEFORE = Instant.parse("2026-03-20T12:02:00Z");
  private static final BoardName NAME = new BoardName(1, "x", Window.HOUR);

  private final Tables tables = new Tables();
  private final Rows rows = new Rows(tables.pool(), new BoardConfig() {
    @Override
    public Duration every() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Duration patience() {
      return Duration.ofSeconds(10);
    }
  });
  private final TrendCache cache = new TrendCache(rows);

  @AfterEach
  void close() {
    tables.close();
  }

  private static final Crowd CROWD = new Crowd("2026-03-20T06:00:00Z", 50, 3, 0.5,
      List.of(new Crowd.Share("jo", 0.6), new Crowd.Share(null, 0.2)));

  private static Board board(double score) {
    var trend = trend("hashtag/foo", "x", "mentions", score);
    return Board.of(Window.HOUR, List.of(trend),
        List.of(new Board.Disturbed("x", null, "silent", "2026-03-20T11:00:00Z")),
        BEFORE.minusSeconds(120), BEFORE);
  }

  private static Trend trend(String subject, String platform, String metric, double score) {
    return new Trend(subject, platform, metric, score, "rising", 0.99, 12.5, 0.97, "risen", "2026-03-20T11:55:00Z", 1,
        "5m", 4_000_000, 12.25, 17.1, 300, 1.5, List.of("novelty", "level", "surprise"),
        new TreeMap<>(Map.of(platform, 1.0)), CROWD, CROWD.trust(),
        new Trend.Rejudged("2026-03-20T11:58:00Z", "2026-03-20T11:05:00Z"), List.of("crafts"), List.of(1.0, 2.0));
  }

  private Boards started() throws InterruptedException {
    var boards = new Boards(InstantSource.fixed(BEFORE.plusSeconds(3_600)), new SimpleMeterRegistry());
    assertThat(boards.trouble()).isNotNull();
    boards.load(cache.read());
    assertThat(boards.trouble()).isNull();
    return boards;
  }

  @Test
  void theBoardOfBeforeIsAnsweredAsItWas() throws InterruptedException {
    cache.write(Map.of(NAME, board(2.5)));
    var answered = started().get(NAME).board();
    assertThat(answered).isEqualTo(board(2.5));
    assertThat(answered.generatedAt()).isEqualTo(BEFORE.toString());
  }

  /// During an upgrade replicas of both versions read what either writes.
  @Test
  void aReplicaReadsWhatALaterVersionWrites() throws Exception {
    var share = new CandidateStore.Share(3, NAME);
    var store = new CandidateStore(rows);
    cache.write(Map.of(NAME, board(2.5)));
    store.write(Map.of(share, board(2.5).trends()));
    for (var column : Map.of("trend_cache", "board", "trend_candidate", "standing").entrySet()) {
      var stored = JSON.readTree(tables.run("SELECT " + column.getValue() + "::text FROM analytics." + column.getKey(),
          Tuple.tuple()).iterator().next().getString(0));
      assertThat(mark(stored)).as(column.getKey()).isGreaterThanOrEqualTo(4);
      tables.run("UPDATE analytics." + column.getKey() + " SET " + column.getValue() + " = $1::text::jsonb",
          Tuple.of(stored.toString()));
    }
    tables.run("INSERT INTO analytics.trend_cache VALUES (now(), 1, 'x', '30d', 'r', '{}')", Tuple.tuple());
    tables.run("INSERT INTO analytics.trend_candidate VALUES (now(), 1, 3, 'x', '30d', '{}')", Tuple.tuple());

    assertThat(started().get(NAME).board()).isEqualTo(board(2.5));
    assertThat(store.readSince(CandidateStore.fromTheBeginning()).shares()).isEqualTo(Map.of(share,
        board(2.5).trends()));
  }

  /// Says something new in every object, at any depth; not in that of shares by platform, of which there is `x`.
  private static int mark(JsonNode node) {
    int marked = 0;
    for (var member : node) {
      marked += mark(member);
    }
    if (node instanceof ObjectNode object && !object.has("x")) {
      object.putObject("ofALaterVersion").put("value", 7);
      marked++;
    }
    return marked;
  }

  @Test
  void aBoardThatSaysTheSameIsTheSame() throws InterruptedException {
    cache.write(Map.of(NAME, board(2.5)));
    var boards = started();
    assertThat(boards.publish(NAME, board(2.5))).isFalse();
    assertThat(boards.publish(NAME, board(2.6))).isTrue();
    assertThat(boards.get(NAME).board().revision()).isNotEqualTo(board(2.5).revision());
  }

  @Test
  void aQuestionIsPutIntoWordsOnceForEachBoard() throws InterruptedException {
    cache.write(Map.of(NAME, board(2.5)));
    var boards = started();
    var question = new Published.Question(20, null, null);
    var first = boards.get(NAME).answer(question);
    assertThat(boards.get(NAME).answer(question)).isSameAs(first);

    for (int limit = 1; limit <= Board.MOST; limit++) {
      boards.get(NAME).answer(new Published.Question(limit, "hashtag", null));
    }
    assertThat(boards.get(NAME).answers()).hasSize(Published.MOST_KEPT);

    boards.publish(NAME, board(2.6));
    assertThat(new String(boards.get(NAME).answer(question), StandardCharsets.UTF_8))
        .contains(board(2.6).revision()).isNotEqualTo(new String(first, StandardCharsets.UTF_8));
  }

  @Test
  void aBoardThatWasNeverMadeIsEmpty() throws InterruptedException {
    assertThat(started().get(new BoardName(7, "", Window.WEEK)).board().trends()).isEmpty();
  }

  @Test
  void aPartitionOfWhichNothingIsKnownIsNotComplete() throws Exception {
    var topic = "completeness";
    assertThat(BoardKeeper.completeThrough(rows, topic, 3)).as("no row at all").isNull();
    stand(topic, 0, "'2026-03-20T12:00:00Z'");
    stand(topic, 1, "'2026-03-20T12:05:00Z'");
    assertThat(BoardKeeper.completeThrough(rows, topic, 3)).as("a row is missing").isNull();
    stand(topic, 2, "NULL");
    assertThat(BoardKeeper.completeThrough(rows, topic, 3)).as("a watermark is missing").isNull();
    tables.run("UPDATE analytics.trend_consumer_offset SET watermark = '2026-03-20T12:01:00Z' WHERE kpartition = 2",
        Tuple.tuple());
    assertThat(BoardKeeper.completeThrough(rows, topic, 3)).isEqualTo("2026-03-20T12:00:00Z");
    assertThat(BoardKeeper.completeThrough(rows, topic, 4)).as("a partition was added").isNull();
  }

  private void stand(String topic, int partition, String watermark) {
    tables.run(
        "INSERT INTO analytics.trend_consumer_offset (consumer, topic, kpartition, start_offset, next_offset, epoch, "
            + "owner, watermark, updated_at) VALUES ('trend-live', '" + topic + "', " + partition
            + ", 0, 0, 1, gen_random_uuid(), " + watermark + ", now())",
        Tuple.tuple());
  }

  @Test
  void theBestMetricStandsForItsSubject() {
    var likes = trend("post/1", "x", "likes", 2);
    var views = trend("post/1", "tiktok", "views", 3);
    var other = trend("post/2", "x", "views", 1);
    assertThat(Board.best(List.of(other, likes, views))).containsExactly(views, other);
  }

  @Test
  void aTypeOfSubjectsCannotCrowdOutAnother() {
    var posts = IntStream.range(0, 2 * Board.MOST).mapToObj(i -> trend("post/" + i, "x", "views", 9));
    var all = Stream.concat(posts, Stream.of(trend("hashtag/foo", "x", "views", 1))).toList();
    var board = Board.of(Window.HOUR, all, List.of(), BEFORE, BEFORE);
    assertThat(board.trends()).hasSize(Board.MOST + 1);
    assertThat(board.answer(10, "hashtag", null)).contains("hashtag/foo").doesNotContain("post/");
  }
}
