package io.groundswell.trend.hot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.trend.Answers;
import io.groundswell.trend.Postbox;
import io.groundswell.trend.TrendBackend;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.truth.NoisyCounts;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A day of two niches on two platforms; one of them takes off, by one of its hashtags.
@QuarkusTest
@QuarkusTestResource(TrendBackend.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NichesTest {

  private static final int ORGANIZATION = 3;
  private static final List<String> CRAFTS = List.of("kirigami", "quilling");
  private static final List<String> KITCHEN = List.of("foodie", "foodporn");

  @BeforeAll
  void tellTheDayAndTheTakeoff() {
    Answers.untilReady();
    try (var postbox = new Postbox(ConfigProvider.getConfig().getValue("groundswell.feed.live-topic", String.class))) {
      var now = Instant.now();
      long bucket = Bucket.of(now);
      for (var platform : List.of("tiktok", "x")) {
        for (int i = 0; i < 2; i++) {
          // As much at every hour: one day of past knows no rhythm, and the morning would be a rise.
          var crafts = new NoisyCounts(i, 0.05, 0);
          var kitchen = new NoisyCounts(10 + i, 0.05, 0);
          for (long past = bucket - Bucket.DAY; past < bucket; past++) {
            var at = Bucket.start(past);
            postbox.send(Postbox.mentionsIn("Paper Crafts", ORGANIZATION, CRAFTS.get(i), platform, at,
                1 + crafts.next(past, 40)));
            postbox.send(Postbox.mentions(ORGANIZATION, KITCHEN.get(i), platform, at, 1 + kitchen.next(past, 40)));
          }
        }
      }
      for (int i = 0; i < 100; i++) {
        postbox.send(Postbox.mentions(ORGANIZATION, "kirigami", "x", now.minusMillis(45_000 - i * 300L), 20));
      }
      postbox.send(Postbox.totalIn("Stationery", ORGANIZATION, "post/9f3", "x", now, 1_204));
      postbox.flush();
    }
    assertThat(Answers.call(TrendBackend.ADMIN, "PUT", "/v1/niches/kitchen", """
        {"name": "Kitchen & food", "rules": [{"subjectType": "hashtag", "match": "begins", "value": "food"}]}""")
        .status()).isEqualTo(200);
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(60));
  }

  private static JsonNode get(String path) {
    var answer = Answers.get(TrendBackend.ADMIN, path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void theNicheOfTheHashtagThatTakesOffIsHotAndTheOtherIsNot() {
    eventually().untilAsserted(() -> {
      var hot = get("/v1/niches/hot").path("niches");
      assertThat(hot).extracting(niche -> niche.path("niche").asText()).containsExactly("paper-crafts");
      var first = hot.get(0);
      assertThat(first.path("rank").asInt()).isEqualTo(1);
      assertThat(first.path("name").asText()).isEqualTo("Paper Crafts");
      assertThat(first.path("metric").asText()).isEqualTo("mentions");
      assertThat(first.path("trendDirection").asText()).isEqualTo("rising");
      assertThat(first.path("trendConfidence").asDouble()).isBetween(0.9, 1.0);
      assertThat(first.path("daysTrending").asInt()).isBetween(1, 2);
      assertThat(first.path("observed").asDouble()).isGreaterThan(3 * first.path("expected").asDouble());
      assertThat(first.path("subjects").asInt()).isEqualTo(2);
      assertThat(first.path("sparkline")).isNotEmpty();
    });
    assertThat(Answers.get(TrendBackend.STRANGER, "/v1/niches/hot").text()).doesNotContain("paper-crafts");
  }

  @Test
  void aNicheSaysWhatItCountedAndWhoIsHeard() {
    eventually().untilAsserted(() -> {
      var niche = get("/v1/niches/paper-crafts?window=24h");
      assertThat(niche.path("analyticsVersion").asInt()).isEqualTo(1);
      var days = niche.at("/trendVector/mentions/days");
      assertThat(days).hasSizeBetween(2, 3);
      assertThat(StreamSupport.stream(days.spliterator(), false).mapToDouble(JsonNode::asDouble).sum())
          .isGreaterThan(25_000);
      var onX = StreamSupport.stream(niche.path("voices").spliterator(), false)
          .filter(voices -> voices.path("platform").asText().equals("x")).findFirst().orElseThrow();
      assertThat(onX.path("subjects")).hasSize(2);
      assertThat(onX.path("subjects").get(0).path("subject").asText()).isEqualTo("hashtag/kirigami");
      assertThat(onX.path("subjects").get(0).path("share").asDouble()
          + onX.path("subjects").get(1).path("share").asDouble()).isCloseTo(1, within(1e-9));
    });
    var number = get("/v1/niches/paper-crafts").path("nicheId").asText();
    assertThat(get("/v1/niches/" + number).path("niche").asText()).isEqualTo("paper-crafts");
  }

  @Test
  void theBoardOfANicheHoldsItsSubjectsAlone() {
    eventually().untilAsserted(() -> {
      var board = get("/v1/trends?window=1h&niche=paper-crafts").path("trends");
      assertThat(board).isNotEmpty().allSatisfy(trend -> {
        assertThat(trend.path("subject").asText()).isIn("hashtag/kirigami", "hashtag/quilling");
        assertThat(trend.path("niches")).extracting(JsonNode::asText).containsExactly("paper-crafts");
      });
      assertThat(board.get(0).path("subject").asText()).isEqualTo("hashtag/kirigami");
    });
    assertThat(get("/v1/trends?window=1h&niche=kitchen").path("trends").findValuesAsText("subject"))
        .doesNotContain("hashtag/kirigami");
    assertThat(get("/v1/trends?window=1h&niche=nobodys").path("trends")).isEmpty();
    eventually().untilAsserted(() -> assertThat(get("/v1/trends/hashtag/kirigami?platform=x").findValue("niches"))
        .extracting(JsonNode::asText).containsExactly("paper-crafts"));
  }

  @Test
  void theHistoryOfASubjectHasTheSharesOfTheBoard() {
    eventually().untilAsserted(() -> {
      var board = get("/v1/trends?window=1h&platform=x").path("trends").get(0);
      assertThat(board.path("subject").asText()).isEqualTo("hashtag/kirigami");
      assertThat(board.path("platforms").path("tiktok").asDouble()).isBetween(0.05, 0.5);
      var standing = get("/v1/trends/hashtag/kirigami?platform=x").at("/series/0/standing");
      assertThat(standing).filteredOn(one -> one.path("window").asText().equals("1h")).singleElement()
          .satisfies(one -> assertThat(one.at("/trend/platforms")).isEqualTo(board.path("platforms")));
    });
  }

  @Test
  void whoeverReportsTotalsAloneBelongsToTheNicheThatItNames() {
    eventually().untilAsserted(() -> assertThat(get("/v1/niches/stationery").path("subjects").asInt()).isEqualTo(1));
  }

  @Test
  void aRuleHoldsForWhatWasThereAndForWhatComesAndUntilItIsTakenBack() {
    eventually().untilAsserted(() -> assertThat(get("/v1/niches/kitchen").path("subjects").asInt()).isEqualTo(2));
    Answers.call(TrendBackend.ADMIN, "PUT", "/v1/niches/bakery", """
        {"rules": [{"subjectType": "hashtag", "match": "ends", "value": "dough"}]}""");
    try (var postbox = new Postbox(ConfigProvider.getConfig().getValue("groundswell.feed.live-topic", String.class))) {
      postbox.send(Postbox.mentions(ORGANIZATION, "sourdough", "x", Instant.now(), 1));
      postbox.send(Postbox.mentions(ORGANIZATION, "doughnut", "x", Instant.now(), 1));
    }
    eventually().untilAsserted(() -> assertThat(get("/v1/niches/bakery").at("/voices/0/subjects"))
        .extracting(voice -> voice.path("subject").asText()).containsExactly("hashtag/sourdough"));

    Answers.call(TrendBackend.ADMIN, "PUT", "/v1/niches/bakery", """
        {"rules": [{"subjectType": "hashtag", "match": "is", "value": "doughnut"}]}""");
    eventually().untilAsserted(() -> assertThat(get("/v1/niches/bakery").at("/voices/0/subjects"))
        .extracting(voice -> voice.path("subject").asText()).containsExactly("hashtag/doughnut"));

    assertThat(Answers.call(TrendBackend.ADMIN, "DELETE", "/v1/niches/bakery", "").status()).isEqualTo(204);
    var gone = Answers.get(TrendBackend.ADMIN, "/v1/niches/bakery");
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.body().path("type").asText()).isEqualTo("/problems/unknown_niche");
  }

  @Test
  void aNicheWhoseAnalysisFailsKeepsNoneOfTheOthersFromTheirTurn() throws SQLException {
    var settings = ConfigProvider.getConfig();
    try (var connection = DriverManager.getConnection(
        "jdbc:" + settings.getValue("groundswell.postgres.url", String.class),
        settings.getValue("groundswell.postgres.user", String.class),
        settings.getValue("groundswell.postgres.password", String.class));
        var statement = connection.createStatement()) {
      statement.execute("""
          CREATE FUNCTION analytics.fail_one() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN RAISE 'the analysis of this niche fails'; END $$;
          CREATE TRIGGER fail_one BEFORE UPDATE OF last_analyzed_at ON analytics.features FOR EACH ROW
            WHEN (NEW.niche_slug = 'failing') EXECUTE FUNCTION analytics.fail_one()""");
      try {
        for (var name : List.of("failing", "waiting")) {
          assertThat(Answers.call(TrendBackend.ADMIN, "PUT", "/v1/niches/" + name, "{}").status()).isEqualTo(200);
        }
        eventually().untilAsserted(() -> {
          assertThat(get("/v1/niches/waiting").path("lastAnalyzedAt").isTextual()).isTrue();
          try (var rows = statement.executeQuery("SELECT string_agg(niche_slug, ' ') FROM analytics.features"
              + " WHERE analysis_failed_at IS NOT NULL AND last_analyzed_at IS NULL")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("failing");
          }
        });
      } finally {
        statement.execute("DROP TRIGGER fail_one ON analytics.features; DROP FUNCTION analytics.fail_one()");
        List.of("failing", "waiting")
            .forEach(name -> Answers.call(TrendBackend.ADMIN, "DELETE", "/v1/niches/" + name, ""));
      }
    }
  }

  @Test
  void whatIsWrongIsNamed() {
    for (var wrong : List.of("{\"rules\": [{\"subjectType\": \"A b\", \"match\": \"is\", \"value\": \"x\"}]}",
        "{\"rules\": [{\"subjectType\": \"a\", \"match\": \"like\", \"value\": \"x\"}]}",
        "{\"rules\": [{\"subjectType\": \"a\", \"match\": \"is\", \"value\": \"\"}]}", "{\"rule\": []}",
        "{\"name\": \"\"}")) {
      var answer = Answers.call(TrendBackend.ADMIN, "PUT", "/v1/niches/wrong", wrong);
      assertThat(answer.status()).as(wrong + answer.text()).isEqualTo(400);
    }
    for (var name : List.of("hot", "42", "Crafts", "a%20b", "-a")) {
      assertThat(Answers.call(TrendBackend.ADMIN, "PUT", "/v1/niches/" + name, "{}").status()).as(name).isEqualTo(400);
    }
    assertThat(Answers.get(TrendBackend.ADMIN, "/v1/niches/kitchen?window=2h").status()).isEqualTo(400);
    assertThat(Answers.get(TrendBackend.ADMIN, "/v1/niches/hot?limit=0").status()).isEqualTo(400);
    assertThat(Answers.call(TrendBackend.READER, "PUT", "/v1/niches/grabbed", "{}").status()).isEqualTo(403);
    assertThat(Answers.get(TrendBackend.WRITER, "/v1/niches").status()).isEqualTo(403);
  }
}
