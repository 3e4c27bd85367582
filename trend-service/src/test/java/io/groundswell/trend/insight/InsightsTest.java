package io.groundswell.trend.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.trend.Answers;
import io.groundswell.trend.Postbox;
import io.groundswell.trend.TrendBackend;
import io.groundswell.trend.detect.Bucket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Four days of hashtags on two platforms; they take off two hours ago, on one platform three quarters of an hour
/// before the other.
@QuarkusTest
@QuarkusTestResource(TrendBackend.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InsightsTest {

  private static final int ORGANIZATION = 3;
  private static final int AHEAD = 9;
  private static final long DAYS = 4;
  private static final int RISE = 26;

  @Inject
  Pool pool;

  private long now;

  @BeforeAll
  void tellTheDaysAndTheTakeoff() {
    Answers.untilReady();
    now = Bucket.of(Instant.now());
    // The ups and downs of one are those of the other, later; a rise alone, that still lasts, shows no lead.
    tell("soared", "early", "late", 1, 0.5);
    tell("mistaken", "early", "late", 2, 0.125);
  }

  private void tell(String hashtag, String leader, String follower, long seed, double swing) {
    var random = new Random(seed);
    int length = (int) (DAYS * Bucket.DAY);
    var counts = new long[length + AHEAD];
    double state = 0;
    for (int i = 0; i < counts.length; i++) {
      state = 0.8 * state + 0.6 * random.nextGaussian();
      boolean up = i >= counts.length - RISE - AHEAD;
      counts[i] = Math.max(1, Math.round((up ? 300 : 30) * Math.exp(swing * state)));
    }
    try (var postbox = postbox()) {
      for (int i = 0; i < length; i++) {
        var at = Bucket.start(now - length + i);
        postbox.send(Postbox.mentionsIn("Insightful", ORGANIZATION, hashtag, leader, at, counts[i + AHEAD]));
        postbox.send(Postbox.mentionsIn("Insightful", ORGANIZATION, hashtag, follower, at, counts[i]));
      }
      postbox.flush();
    }
  }

  private static Postbox postbox() {
    return new Postbox(ConfigProvider.getConfig().getValue("groundswell.feed.live-topic", String.class));
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(90));
  }

  private static JsonNode insights(String query) {
    var answer = Answers.get(TrendBackend.ADMIN, "/v1/insights" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body().path("insights");
  }

  @Test
  void whatRoseIsSaidOnceWithItsEvidence() {
    eventually().untilAsserted(() -> assertThat(insights("?subject=hashtag/soared&kind=rose")).isNotEmpty()
        .anySatisfy(rose -> {
          assertThat(rose.path("sentence").asText()).startsWith("hashtag/soared rose on ").contains(" mentions in the ",
              "were usual");
          assertThat(rose.at("/evidence/verdict").asText()).isEqualTo("holds");
          assertThat(rose.at("/evidence/observed").asDouble())
              .isGreaterThan(3 * rose.at("/evidence/expected").asDouble());
          assertThat(Instant.parse(rose.at("/evidence/from").asText())).isBefore(Instant.now());
          assertThat(rose.path("niches")).extracting(JsonNode::asText).containsExactly("insightful");
          assertThat(rose.path("difference").isNull()).isEqualTo(rose.path("version").asInt() == 1);
          assertThat(Instant.parse(rose.path("validUntil").asText())).isAfter(Instant.now());
        }));
    assertThat(insights("?niche=insightful&kind=rose")).isNotEmpty();
    assertThat(insights("?niche=nobodys")).isEmpty();
    assertThat(Answers.get(TrendBackend.STRANGER, "/v1/insights").text()).doesNotContain("soared");
    // On both platforms. A round goes by every second.
    eventually().until(() -> insights("?subject=hashtag/soared&kind=rose").size() >= 2);
    var said =
        "SELECT count(*) FROM analytics.insight_registry WHERE subject_id = 'soared' AND kind = 'rose' AND version = 1";
    long once = rows(said);
    await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(30)).until(() -> rows(said) == once);
  }

  @Test
  void aRecordIsTheMostSinceCountingBegan() {
    eventually().untilAsserted(() -> assertThat(insights("?subject=hashtag/soared&kind=record")).isNotEmpty()
        .allSatisfy(record -> {
          assertThat(record.path("sentence").asText()).contains(" broke its record on ", "the most before were ");
          assertThat(record.at("/evidence/value").asDouble())
              .isGreaterThan(record.at("/evidence/previous").asDouble());
        }));
  }

  @Test
  void thePlatformThatWentAheadIsNamed() {
    eventually().untilAsserted(() -> {
      var led = insights("?subject=hashtag/soared&kind=led");
      assertThat(led).hasSize(1);
      assertThat(led.get(0).path("sentence").asText()).startsWith("hashtag/soared moved on early 45 min before late");
      assertThat(led.get(0).at("/evidence/pValue").asDouble()).isLessThan(0.01);
    });
  }

  /// What was usual was twenty times as much, as it turns out: the rise was none.
  @Test
  void whatLateCountsRefuteIsSupersededWithTheDifference() {
    eventually().until(() -> insights("?subject=hashtag/mistaken&kind=rose").size() >= 2);
    var before = insights("?subject=hashtag/mistaken&kind=rose").get(0);
    try (var postbox = postbox()) {
      for (long bucket = now - DAYS * Bucket.DAY; bucket < now - RISE; bucket++) {
        postbox.send(Postbox.mentions(ORGANIZATION, "mistaken", "late", Bucket.start(bucket), 600));
        if (bucket < now - RISE - AHEAD) {
          postbox.send(Postbox.mentions(ORGANIZATION, "mistaken", "early", Bucket.start(bucket), 600));
        }
      }
      postbox.flush();
    }
    eventually().untilAsserted(() -> {
      var after = insights("?subject=hashtag/mistaken&kind=rose");
      assertThat(after).hasSizeGreaterThanOrEqualTo(2).allSatisfy(rose -> {
        assertThat(rose.path("version").asInt()).isGreaterThan(1);
        assertThat(rose.path("sentence").asText()).contains("did not rise after all");
        assertThat(rose.at("/evidence/verdict").asText()).isEqualTo("withdrawn");
        assertThat(rose.at("/evidence/expected").asDouble()).isGreaterThan(rose.at("/evidence/observed").asDouble());
        assertThat(rose.path("supersedes").asText()).isNotEmpty();
        assertThat(rose.path("difference")).isNotEmpty();
      });
      // The late counts may come in several rounds: then the last difference is one of numbers alone.
      assertThat(rows("""
          SELECT count(*) FROM analytics.insight_registry WHERE subject_id = 'mistaken' AND kind = 'rose'
          AND difference #>> '{verdict,before}' = 'holds' AND difference #>> '{verdict,after}' = 'withdrawn'"""))
          .isPositive();
      assertThat(after.findValuesAsText("id")).doesNotContain(before.path("id").asText());
    });
  }

  @Test
  void whatHasExpiredIsNotSaid() {
    for (var each : List.of("lasting", "expired")) {
      pool.query(
          "INSERT INTO analytics.insight_registry (valid_until, begins_at, ends_at, organization_id, slot, basis, "
              + "insight_key, kind, subject_type, subject_id, platform, metric, sentence, evidence) VALUES (now() + interval '"
              + (each.equals("lasting") ? "1 h" : "-1 s") + "', now(), now(), 3, 1, 0, '" + each
              + "', 'rose', 'hashtag', '"
              + each + "', 'x', 'm', 's', '{}')")
          .execute().toCompletionStage().toCompletableFuture().join();
    }
    assertThat(insights("?limit=100")).extracting(one -> one.path("subject").asText()).contains("hashtag/lasting")
        .doesNotContain("hashtag/expired");
  }

  @Test
  void whatIsWrongIsNamed() {
    for (var wrong : List.of("?subject=soared", "?kind=fell", "?niche=" + "n".repeat(65), "?limit=0",
        "?organization=1")) {
      assertThat(Answers.get(TrendBackend.ADMIN, "/v1/insights" + wrong).status()).as(wrong).isEqualTo(400);
    }
    assertThat(Answers.get(TrendBackend.WRITER, "/v1/insights").status()).isEqualTo(403);
  }

  private long rows(String sql) {
    return pool.query(sql).execute().toCompletionStage().toCompletableFuture().join().iterator().next().getLong(0);
  }
}
