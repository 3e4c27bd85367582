package io.groundswell.trend.hot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.trend.Answers;
import io.groundswell.trend.Postbox;
import io.groundswell.trend.TrendBackend;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.truth.NoisyCounts;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Four days of a niche of eight hashtags, on as many partitions; for an hour and a half each of them counts three
/// times as much, on one of two platforms. Whoever is asked says so, and nobody calls it a trend.
@QuarkusTest
@QuarkusTestResource(TrendBackend.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedefinedTest {

  private static final int ORGANIZATION = 4;
  private static final int DAYS = 4;
  private static final int HASHTAGS = 8;
  private static final int AGO = 18;
  /// Partitions that are behind are waited for two minutes, and the end of a bucket for another one.
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @Inject
  Pool pool;

  private long change;

  @BeforeAll
  void sendTheDays() {
    Answers.untilReady();
    long end = Bucket.of(Instant.now()) - 1;
    change = end - AGO;
    try (var postbox = new Postbox(ConfigProvider.getConfig().getValue("groundswell.feed.live-topic", String.class))) {
      for (int hashtag = 0; hashtag < HASHTAGS; hashtag++) {
        var noise = new NoisyCounts(60 + hashtag, 0, 0);
        for (long bucket = end - DAYS * Bucket.DAY; bucket < end; bucket++) {
          long count = 1 + noise.next(bucket, bucket < change ? 100 : 300);
          postbox.send(Postbox.mentionsIn("Changed", ORGANIZATION, "changed" + hashtag, "mastodon",
              Bucket.start(bucket), count));
        }
      }
      for (long bucket = end - Bucket.DAY; bucket < end; bucket++) {
        postbox.send(Postbox.mentions(ORGANIZATION, "changed0", "bluesky", Bucket.start(bucket), 50));
      }
      postbox.flush();
    }
  }

  private static JsonNode get(String path) {
    var answer = Answers.get(TrendBackend.READER_OF_FOUR, path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body();
  }

  /// Until the service has seen all of it.
  private static JsonNode board(String query) {
    return await().atMost(PATIENCE).until(() -> get("/v1/trends?window=24h" + query),
        board -> board.path("disturbances").findValuesAsText("kind").contains("redefined"));
  }

  @Test
  void noBoardHoldsItAndEachSaysWhy() {
    var board = board("&platform=mastodon");
    assertThat(board.path("disturbances")).singleElement().satisfies(one -> {
      assertThat(one.path("platform").asText()).isEqualTo("mastodon");
      assertThat(one.path("metric").asText()).isEqualTo("mentions");
      assertThat(Bucket.of(Instant.parse(one.path("since").asText()))).isBetween(change - 1, change + 3);
    });
    await().atMost(PATIENCE).untilAsserted(() -> {
      for (var window : new String[]{"1h", "24h", "7d"}) {
        assertThat(get("/v1/trends?platform=mastodon&window=" + window).path("trends")).isEmpty();
      }
    });
  }

  @Test
  void nothingIsAnnounced() {
    board("");
    assertThat(pool.preparedQuery("SELECT event FROM analytics.trend_outbox WHERE organization_id = $1"
        + " AND (event::jsonb #>> '{data,since}')::timestamptz >= $2").execute(Tuple.of(ORGANIZATION,
            Bucket.start(change - 1).atOffset(ZoneOffset.UTC)))
        .toCompletionStage().toCompletableFuture().join()).isEmpty();
  }

  @Test
  void theHistorySaysTheSameAsTheBoard() {
    board("");
    var series = get("/v1/trends/hashtag/changed1?window=24h").path("series").path(0);
    assertThat(series.path("platform").asText()).isEqualTo("mastodon");
    assertThat(series.path("standing")).isEmpty();
    assertThat(series.path("phase").asText()).isEqualTo("calm");
    assertThat(series.path("states")).noneMatch(
        state -> !Instant.parse(state.path("at").asText()).isBefore(Bucket.start(change - 1)));
    assertThat(series.path("disturbances")).singleElement().satisfies(one -> {
      assertThat(one.path("kind").asText()).isEqualTo("redefined");
      assertThat(one.path("until").isNull()).isTrue();
    });
    assertThat(series.path("scores")).anyMatch(score -> score.path("score").asDouble() >= 0.65);
  }

  @Test
  void itsNicheIsNotHotAndStillSaysWhatItCounted() {
    board("");
    await().atMost(PATIENCE).untilAsserted(() -> {
      var days = get("/v1/niches/changed").at("/trendVector/mentions/days");
      assertThat(StreamSupport.stream(days.spliterator(), false).mapToDouble(JsonNode::asDouble).sum())
          .isGreaterThan(HASHTAGS * (DAYS * Bucket.DAY * 99 + AGO * 190));
      assertThat(get("/v1/niches/hot").path("niches").findValuesAsText("niche")).doesNotContain("changed");
    });
  }
}
