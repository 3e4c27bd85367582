package io.groundswell.trend.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.trend.Answers;
import io.groundswell.trend.Postbox;
import io.groundswell.trend.TrendBackend;
import io.groundswell.trend.detect.Bucket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Forty clips on two platforms, of which one is liberal with likes; and a clip that one platform sees half an hour
/// before the other.
@QuarkusTest
@QuarkusTestResource(TrendBackend.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrossPlatformTest {

  private static final int ORGANIZATION = 3;
  private static final int AHEAD = 6;

  @Inject
  Pool pool;

  @BeforeAll
  void tell() {
    Answers.untilReady();
    befall("interrupted", "", "silent", Bucket.of(Instant.now()) - 22, 4);
    befall("redefined", "views", "redefined", Bucket.of(Instant.now()) - 3, 1);
    try (var postbox = new Postbox(ConfigProvider.getConfig().getValue("groundswell.feed.live-topic", String.class))) {
      long now = Bucket.of(Instant.now());
      for (long bucket = now - 36; bucket < now; bucket++) {
        for (int clip = 0; clip < 40; clip++) {
          // The star is liked on x as nobody else is, and on tiktok as everybody.
          boolean star = clip == 0;
          send(postbox, "clip/" + (star ? "star" : "plain-" + clip), "x", bucket, star ? 10 : 2 + clip % 5, 100);
          send(postbox, "clip/" + (star ? "star" : "plain-" + clip), "tiktok", bucket, star ? 22 : 20 + clip % 5, 100);
        }
      }
      // One platform was silent for twenty minutes, and on one the metric counts something else since lately.
      for (long bucket = now - 36; bucket < now; bucket++) {
        if (bucket < now - 22 || bucket >= now - 18) {
          send(postbox, "tune/whistled", "interrupted", bucket, 1, 100);
        }
        send(postbox, "tune/whistled", "redefined", bucket, 1, bucket < now - 3 ? 100 : 900);
      }
      // On platforms that nobody else told anything of: before that there is nothing to compare.
      var random = new Random(9);
      var counts = new int[150];
      double state = 0;
      for (int i = 0; i < counts.length; i++) {
        state = 0.8 * state + 0.6 * random.nextGaussian();
        counts[i] = (int) Math.round(30 * Math.exp(state / 2));
      }
      for (int step = 0; step < 132; step++) {
        send(postbox, "story/early", "ahead", now - 132 + step, 1, 1 + counts[step + AHEAD]);
        send(postbox, "story/early", "behind", now - 132 + step, 1, 1 + counts[step]);
      }
      postbox.flush();
    }
  }

  private void befall(String platform, String metric, String kind, long since, int buckets) {
    pool.preparedQuery("INSERT INTO analytics.trend_disturbance_span VALUES ($1, $2, $3, false, $4, $5, $6)")
        .execute(Tuple.of(Bucket.start(since).atOffset(ZoneOffset.UTC),
            Bucket.start(since + buckets).atOffset(ZoneOffset.UTC), ORGANIZATION, platform, metric, kind))
        .toCompletionStage().toCompletableFuture().join();
  }

  /// Who sees a clip is in its impressions too, and where it is watched once more; on tiktok each like comes by itself
  /// too, but for those of whom nobody is told.
  private static void send(Postbox postbox, String subject, String platform, long bucket, int likes, int views) {
    postbox.send(Postbox.event(ORGANIZATION, UUID.randomUUID().toString(), subject, platform, Bucket.start(bucket),
        "{\"kind\":\"delta\",\"metrics\":{\"likes\":" + likes + ",\"views\":" + views
            + (subject.startsWith("clip/") ? ",\"impressions\":" + 3 * views + ",\"watch\":" + views : "")
            + (platform.equals("tiktok") ? ",\"like\":" + (likes - 2) : "") + "}}"));
  }

  private static JsonNode get(String path) {
    var answer = Answers.get(TrendBackend.ADMIN, path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body();
  }

  private static JsonNode platform(JsonNode answer, String name) {
    return StreamSupport.stream(answer.path("platforms").spliterator(), false)
        .filter(one -> one.path("platform").asText().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aLowerRateAmongStingyPeersStandsAboveAHigherOneAmongLiberalOnes() {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      var star = get("/v1/cross-platform/clip/star?window=1h");
      assertThat(star.path("platforms")).hasSize(2);
      var x = platform(star, "x").path("engagementRate");
      var tiktok = platform(star, "tiktok").path("engagementRate");
      assertThat(x.path("peers").asInt()).isEqualTo(40);
      assertThat(x.path("value").asDouble()).isCloseTo(0.1, within(1e-9));
      assertThat(tiktok.path("value").asDouble()).isCloseTo(0.22, within(1e-9));
      assertThat(x.path("percentile").asDouble()).isGreaterThan(0.8);
      assertThat(tiktok.path("percentile").asDouble()).isCloseTo(0.5, within(0.1));
      assertThat(x.path("robustZ").asDouble()).isGreaterThan(1);
      assertThat(x.path("denominator").path("name").asText()).isEqualTo("views");
      assertThat(x.path("numerator").path("name").asText()).isEqualTo("interactions");
      assertThat(x.path("definitionVersion").asInt()).isEqualTo(3);
      assertThat(x.path("peerGroup").asText()).startsWith("clip, views 1000 to 9999");
      var growth = platform(star, "x").path("growth");
      assertThat(growth.path("value").asDouble()).isCloseTo(1, within(0.2));
      assertThat(growth.path("denominator").path("name").asText()).endsWith("of the 1h before");
    });
  }

  @Test
  void noValueStandsWithoutItsPercentile() {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      var compared = get("/v1/cross-platform/compare?window=1h&subjects=clip/star,clip/plain-3");
      assertThat(compared.path("subjects")).extracting(one -> one.path("subject").asText())
          .containsExactly("clip/star", "clip/plain-3");
      var values = compared.path("subjects").findParents("definitionVersion");
      assertThat(values).hasSizeGreaterThanOrEqualTo(8)
          .allSatisfy(figure -> assertThat(figure.path("percentile").asDouble(-1)).isBetween(0.0, 1.0));
    });
  }

  @Test
  void anOutageIsNoGrowthAndAChangedMetricHasNone() {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      var tune = get("/v1/cross-platform/tune/whistled?window=1h");
      assertThat(tune.path("platforms")).hasSize(2);
      // Of the time for which both windows have something.
      assertThat(platform(tune, "interrupted").at("/growth/value").asDouble()).isCloseTo(1, within(0.15));
      assertThat(platform(tune, "interrupted").at("/growth/numerator/value").asDouble()).isLessThanOrEqualTo(900);
      assertThat(platform(tune, "redefined").path("engagementRate").isObject()).isTrue();
      assertThat(platform(tune, "redefined").path("growth").isObject()).isFalse();
    });
  }

  @Test
  void thePlatformThatSawItFirstIsNamed() {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      var lead = get("/v1/cross-platform/story/early?window=1h").path("leadLag").path(0);
      assertThat(lead.path("leader").asText()).isEqualTo("ahead");
      assertThat(lead.path("follower").asText()).isEqualTo("behind");
      assertThat(lead.path("metric").asText()).isEqualTo("views");
      assertThat(lead.path("lagMinutes").asInt()).as(lead.toString()).isEqualTo(5 * AHEAD);
      assertThat(lead.path("significant").asBoolean()).isTrue();
      assertThat(lead.path("correlation").asDouble()).isGreaterThan(0.8);
    });
  }

  @Test
  void theShareOfVoiceIsWhatASubjectCountsOfItsNiche() {
    assertThat(Answers.call(TrendBackend.ADMIN, "PUT", "/v1/niches/clips", """
        {"rules": [{"subjectType": "clip", "match": "begins", "value": ""}]}""").status()).isEqualTo(400);
    assertThat(Answers.call(TrendBackend.ADMIN, "PUT", "/v1/niches/clips", """
        {"rules": [{"subjectType": "clip", "match": "contains", "value": "a"}]}""").status()).isEqualTo(200);
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      var voices = get("/v1/cross-platform/clip/star?window=1h").path("shareOfVoice");
      var views = StreamSupport.stream(voices.spliterator(), false)
          .filter(voice -> voice.path("platform").asText().equals("x") && voice.path("metric").asText().equals("views"))
          .findFirst();
      assertThat(views).hasValueSatisfying(voice -> {
        assertThat(voice.path("niche").asText()).isEqualTo("clips");
        assertThat(voice.path("share").asDouble()).isCloseTo(1 / 40.0, within(1e-9));
      });
    });
    Answers.call(TrendBackend.ADMIN, "DELETE", "/v1/niches/clips", "");
  }

  @Test
  void whatIsWrongIsNamed() {
    for (var wrong : List.of("/clip/star?window=2h", "/compare", "/compare?subjects=", "/compare?subjects=clip",
        "/compare?subjects=" + "a/b,".repeat(11))) {
      var answer = Answers.get(TrendBackend.ADMIN, "/v1/cross-platform" + wrong);
      assertThat(answer.status()).as(wrong + answer.text()).isEqualTo(400);
    }
    assertThat(Answers.get(TrendBackend.ADMIN, "/v1/cross-platform/clip/nobodys").body().path("type").asText())
        .isEqualTo("/problems/unknown_series");
    assertThat(Answers.get(TrendBackend.WRITER, "/v1/cross-platform/clip/star").status()).isEqualTo(403);
  }
}
