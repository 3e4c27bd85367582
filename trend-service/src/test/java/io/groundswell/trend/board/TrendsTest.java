package io.groundswell.trend.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.contract.AcceptedEvent;
import io.groundswell.testkit.ClientWitness;
import io.groundswell.trend.Answers;
import io.groundswell.trend.Postbox;
import io.groundswell.trend.TrendBackend;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.truth.NoisyCounts;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A day of hashtags on several platforms; one of them takes off.
@QuarkusTest
@QuarkusTestResource(TrendBackend.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrendsTest {

  private static final List<String> PLATFORMS = List.of("tiktok", "x", "sora");
  private static final List<String> HASHTAGS =
      List.of("fyp", "music", "funny", "football", "food", "travel", "origami");
  private static final String STAR = "origami";

  private final List<AcceptedEvent> takeoff = new ArrayList<>();

  @BeforeAll
  void tellTheDayAndTheTakeoff() {
    Answers.untilReady();
    try (var postbox = new Postbox(ConfigProvider.getConfig().getValue("groundswell.feed.live-topic", String.class))) {
      var now = Instant.now();
      long bucket = Bucket.of(now);
      for (int hashtag = 0; hashtag < HASHTAGS.size(); hashtag++) {
        // As much at every hour: one day of past knows no rhythm, and the morning would be a rise.
        var counts = new NoisyCounts(hashtag, 0.05, 0);
        for (var platform : PLATFORMS) {
          for (long past = bucket - Bucket.DAY; past < bucket; past++) {
            long count = counts.next(past, 300.0 / (hashtag + 1));
            if (count > 0) {
              postbox.send(Postbox.mentions(1, HASHTAGS.get(hashtag), platform, Bucket.start(past), count));
            }
          }
        }
      }
      postbox.sendRaw(new byte[]{1}, "{".getBytes(StandardCharsets.UTF_8));
      postbox.sendRaw("1/hashtag/x".getBytes(StandardCharsets.UTF_8), new byte[0]);
      // Thirty times as often as usual, for less than a minute.
      for (int i = 0; i < 240; i++) {
        takeoff.add(
            Postbox.mentionBy(1, STAR, "x", now.minusMillis(45_000 - i * 180L), i % 2 == 0 ? "jo" : "fan-" + i % 60));
      }
      takeoff.forEach(postbox::send);
      postbox.flush();
    }
  }

  private Answers.Answer awaitStarOnTop(String query) {
    return await().atMost(Duration.ofSeconds(60)).until(() -> Answers.trends(TrendBackend.READER, query),
        answer -> answer.status() == 200 && !answer.subjects().isEmpty()
            && answer.subjects().getFirst().equals("hashtag/" + STAR));
  }

  @Test
  void theOperatorsPropertiesReachEveryConsumer() {
    assertThat(List.of("trend-live-", "trend-live-topic", "trend-backfill-", "trend-backfill-topic"))
        .allMatch(ClientWitness::hasSeen);
  }

  @Test
  void theHashtagThatTakesOffIsFirstWithinAMinute() {
    // It may be first before all of it is counted.
    await().atMost(Duration.ofSeconds(60)).untilAsserted(this::assertThatTheStarStandsOutAsItShould);
  }

  private void assertThatTheStarStandsOutAsItShould() {
    var trend = awaitStarOnTop("?window=1h").body().path("trends").get(0);
    assertThat(trend.path("rank").asInt()).isEqualTo(1);
    assertThat(trend.path("platform").asText()).isEqualTo("x");
    assertThat(trend.path("metric").asText()).isEqualTo("mentions");
    assertThat(trend.path("direction").asText()).isEqualTo("rising");
    assertThat(trend.path("observed").asDouble()).isGreaterThan(2 * trend.path("expected").asDouble());
    assertThat(trend.path("growth").asDouble()).isGreaterThan(1.5);
    assertThat(trend.path("confidence").asDouble()).isBetween(0.5, 1.0);
    assertThat(Instant.parse(trend.path("since").asText())).isBetween(Instant.now().minusSeconds(1_800), Instant.now());
    assertThat(trend.path("directionConfidence").asDouble()).isBetween(0.9, 1.0);
    assertThat(trend.path("slopePerHour").isNumber()).isTrue();
    assertThat(trend.path("methods")).extracting(JsonNode::asText).contains("level", "surprise")
        .hasSizeGreaterThanOrEqualTo(3);
    assertThat(trend.path("daysTrending").asInt()).isBetween(1, 2);
    assertThat(trend.path("sparkline")).hasSizeBetween(20, 26);
    assertThat(trend.path("platforms").fieldNames()).toIterable().containsExactly("sora", "tiktok", "x");
    assertThat(trend.path("platforms").path("x").asDouble()).isGreaterThan(0.35);
    assertThat(StreamSupport.stream(trend.path("platforms").spliterator(), false).mapToDouble(JsonNode::asDouble).sum())
        .isCloseTo(1, within(1e-4));
  }

  @Test
  void anEntrySaysWhoIsBehindItAndHowFarItCanBeTrusted() {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      var trend = awaitStarOnTop("?platform=x&window=1h").body().path("trends").get(0);
      assertThat(trend.path("creators").path("total").asDouble()).isEqualTo(240);
      // jo did half of it, and thirty others four each.
      assertThat(trend.path("creators").path("distinct").asInt()).isBetween(26, 36);
      assertThat(trend.path("creators").path("largest").path(0).path("share").asDouble()).isBetween(0.49, 0.56);
      assertThat(trend.path("creators").path("concentration").asDouble()).isBetween(0.24, 0.32);
      assertThat(trend.path("trust").asDouble())
          .isCloseTo(1 - trend.path("creators").path("concentration").asDouble(), within(1e-5));
      assertThat(trend.path("rejudged").isNull()).isTrue();
    });
    assertThat(Answers.trends(TrendBackend.READER, "?window=1h").body().path("disturbances").isArray()).isTrue();
  }

  @Test
  void aBoardCanBeAskedForOneTypeOfSubjects() {
    awaitStarOnTop("?subjectType=hashtag");
    assertThat(Answers.trends(TrendBackend.READER, "?subjectType=post").subjects()).isEmpty();
  }

  @Test
  void aBoardOfOnePlatformHoldsOnlyThat() {
    awaitStarOnTop("?platform=x");
    assertThat(Answers.trends(TrendBackend.READER, "?platform=sora").subjects()).doesNotContain("hashtag/" + STAR);
  }

  @Test
  void whatIsSentAgainIsNotCountedAgain() throws SQLException {
    await().atMost(Duration.ofSeconds(60)).until(() -> awaitStarOnTop("?platform=x").body().path("trends").get(0)
        .at("/creators/total").asDouble() == takeoff.size());
    double before = counted();
    double duplicates = meter("groundswell_consumer_records_total", "duplicate");
    try (var postbox = new Postbox(ConfigProvider.getConfig().getValue("groundswell.feed.live-topic", String.class))) {
      takeoff.forEach(postbox::send);
      postbox.flush();
    }
    await().atMost(Duration.ofSeconds(30))
        .until(() -> meter("groundswell_consumer_records_total", "duplicate") >= duplicates + takeoff.size());
    assertThat(counted()).isEqualTo(before);
  }

  /// What boards are made of, and not what they say: that changes by itself when a bucket is over.
  private static double counted() throws SQLException {
    var config = ConfigProvider.getConfig();
    try (var connection = DriverManager.getConnection(
        "jdbc:" + config.getValue("groundswell.postgres.url", String.class),
        config.getValue("groundswell.postgres.user", String.class),
        config.getValue("groundswell.postgres.password", String.class));
        var statement = connection.createStatement();
        var rows = statement.executeQuery(
            "SELECT sum(total) FROM analytics.trend_bucket WHERE platform = 'x' AND subject_id = '" + STAR + "'")) {
      rows.next();
      return rows.getDouble(1);
    }
  }

  @Test
  void whatCannotBeReadIsCountedAndSkipped() {
    awaitStarOnTop("");
    assertThat(meter("groundswell_trend_unreadable_total", "")).isGreaterThanOrEqualTo(2);
    assertThat(meter("groundswell_consumer_records_total", "quarantined")).isEqualTo(2);
  }

  @Test
  void anotherOrganisationSeesNothing() {
    awaitStarOnTop("");
    var answer = Answers.trends(TrendBackend.STRANGER, "");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.subjects()).isEmpty();
    assertThat(answer.body().path("completeThrough").asText()).endsWith("Z");
  }

  @Test
  void anUnchangedBoardIsNotSentAgain() {
    awaitStarOnTop("");
    // A bucket may become complete between the two questions: then the second answer is a new board.
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      var answer = Answers.trends(TrendBackend.READER, "");
      assertThat(answer.etag()).isEqualTo("\"" + answer.body().path("revision").asText() + "\"");
      var again = Answers.trendsUnless(TrendBackend.READER, answer.etag());
      assertThat(again.status()).isEqualTo(304);
      assertThat(again.text()).isEmpty();
      assertThat(again.etag()).isEqualTo(answer.etag());
    });
    assertThat(Answers.trendsUnless(TrendBackend.READER, "\"other\"").status()).isEqualTo(200);
  }

  @Test
  void atMostSoManyAsAskedForAreAnswered() {
    awaitStarOnTop("?limit=1");
    assertThat(Answers.trends(TrendBackend.READER, "?limit=1").subjects()).hasSize(1);
  }

  @Test
  void aWrongParameterIsNamedWithItsRule() {
    for (var wrong : List.of("?window=2h", "?limit=0", "?limit=101", "?limit=x", "?platform=X%20Y", "?subjectType=A")) {
      var answer = Answers.trends(TrendBackend.READER, wrong);
      assertThat(answer.status()).as(wrong).isEqualTo(400);
      assertThat(answer.body().path("type").asText()).isEqualTo("/problems/invalid_parameter");
      assertThat(answer.body().path("detail").asText())
          .startsWith(wrong.substring(1, wrong.indexOf('=')) + " must be ");
    }
  }

  @Test
  void needsAKeyThatReads() {
    assertThat(Answers.withoutKey().status()).isEqualTo(401);
    assertThat(Answers.trends(TrendBackend.WRITER, "").status()).isEqualTo(403);
  }

  @Test
  void livesWithoutAskingAnybody() {
    assertThat(Answers.management("/q/health/live").status()).isEqualTo(200);
    assertThat(Answers.management("/q/health/ready").text()).contains("feed", "boards", "days", "migrations", "keys");
  }

  /// The sum of a counter over its tags, of which one has the value.
  private static double meter(String name, String tag) {
    return Answers.management("/q/metrics").text().lines()
        .filter(line -> line.startsWith(name) && line.contains("\"" + tag))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
