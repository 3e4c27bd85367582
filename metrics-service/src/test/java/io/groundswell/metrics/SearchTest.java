package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.AcceptedEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Finding posts, counting them, and the views for dashboards of SQL.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class SearchTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Asker STRANGER = Asker.with(RecordBackend.STRANGER);
  private static final Instant HOUR = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS);

  private final String platform = "s" + UUID.randomUUID().toString().substring(0, 8);
  private final String jo = "jo-" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void postsAreFoundByTheirWordsAsAWebSearchTakesThem() {
    Feed.live(post("a", 1, "A whale over the harbour"), post("b", 2, "Whales and dolphins"),
        post("c", 3, "High tide", "ann-" + jo, 1), post("d", 4, "the tide is high, said the whale"));

    assertThat(found("whale")).containsExactly("d", "b", "a");
    assertThat(found("whale -dolphins")).containsExactly("d", "a");
    assertThat(found("\"high tide\"")).containsExactly("c");
    assertThat(found("harbour or dolphin")).containsExactly("b", "a");
    assertThat(found("tide", "&creator=" + jo)).containsExactly("d");
    assertThat(found("whale", "&creator=nobody")).isEmpty();
    assertThat(found("whale", "&from=" + HOUR.plusSeconds(2) + "&to=" + HOUR.plusSeconds(3))).containsExactly("b");
    assertThat(READER.get(path("whale", "")).body().get("match").asText()).isEqualTo("words");
    assertThat(STRANGER.get(path("whale", "")).body().get("posts")).isEmpty();
  }

  @Test
  void whatIsSpeltWronglyIsFoundBySimilarWords() {
    Feed.live(post("a", 1, "A photographer in Reykjavik"), post("b", 2, "Nothing like it"));

    var answer = READER.get(path("photografer", ""));

    assertThat(answer.body().get("match").asText()).as(answer.text()).isEqualTo("fuzzy");
    assertThat(answer.body().get("posts").findValuesAsText("text")).containsExactly("A photographer in Reykjavik");
    assertThat(READER.get(path("photografer", "&match=words")).body().get("posts")).isEmpty();
  }

  @Test
  void everyWordThatIsLookedForHasOneLikeItInThePost() {
    Feed.live(post("a", 1, "Der Müller fährt nach Ålesund"), post("b", 2, "Der Maler bleibt in Ålesund"));

    assertThat(fuzzy("mülller ÅLESUND")).containsExactly("a");
    assertThat(fuzzy("ålesun")).containsExactly("b", "a");
    assertThat(Feed.count("SELECT count(*) FROM analytics.search_word WHERE word = 'ålesund' AND organization_id = 1"))
        .as("once").isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "Привет из Москвы | Это другое | москвы | МОСВЫ",
      "Καλημέρα Ελλάδα | Κάτι άλλο | ΕΛΛΆΔΑ | ελαδα",
      "שלום ירושלים | משהו אחר | ירושלים | ירושליים",
      "مرحبا بالعالم | شيء آخر | بالعالم | بالعلم",
      "नमस्ते दुनिया | कुछ और | दुनिया | दुनीया",
      "서울은 좋다 | 다른 것 | 서울은 | 서울응",
      "Crème brûlée à l’École | Autre chose | BRÛLÉE | brulee",
      "İstanbul’da güneş | Başka bir şey | güneş | gunes"})
  void wordsAreFoundInEveryAlphabetAndThoseThatAreAlikeToo(String text, String other, String word, String misspelt) {
    Feed.live(post("a", 1, text), post("b", 2, other));

    assertThat(found(word)).containsExactly("a");
    assertThat(found(misspelt)).isEmpty();
    assertThat(fuzzy(misspelt)).containsExactly("a");
  }

  @Test
  void whatSeparatesWordsDoesSoInEveryLocaleOfTheDatabase() {
    Feed.live(post("a", 1, "«Цитата» — und “Whale”🐋！海。山"), post("b", 2, "Nothing…of it"));

    assertThat(found("whale")).containsExactly("a");
    assertThat(found("цитата")).containsExactly("a");
    assertThat(found("海")).containsExactly("a");
    assertThat(found("„nothing of“")).containsExactly("b");
  }

  @Test
  void lettersOfAnotherAlphabetAreNotTakenForThoseThatTheyAreComparedBy() {
    // москва is compared as egjc42.
    Feed.live(post("a", 1, "москва"), post("b", 2, "egjc42"));

    assertThat(fuzzy("москваа")).containsExactly("a");
    assertThat(fuzzy("egjc421")).containsExactly("b");
  }

  @Test
  void withoutTrigramsTheBeginningsOfWordsAreLookedFor() {
    Feed.live(post("a", 1, "A photographer in Reykjavik"));
    Feed.update("DROP EXTENSION pg_trgm CASCADE");
    try {
      assertThat(READER.get(path("photog", "")).body().get("posts")).hasSize(1);
      assertThat(READER.get(path("it's 'photog' \\\\", "&match=fuzzy")).status()).isEqualTo(200);
      assertThat(READER.get(path("the", "&match=fuzzy")).body().get("posts")).isEmpty();
    } finally {
      Feed.update("CREATE EXTENSION pg_trgm WITH SCHEMA public");
      Feed.update("CREATE INDEX search_word_trigrams ON analytics.search_word USING gin (likeness public.gin_trgm_ops) "
          + "WITH (fastupdate = off)");
    }
  }

  @Test
  void aSearchGoesOnBehindItsCursorAndStaysFuzzy() {
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 7; i++) {
      events.add(post("n" + i, i, "no " + i + " of the lighthouses"));
    }
    Feed.live(events);

    for (var words : List.of("lighthouse", "lighthoses")) {
      var seen = new ArrayList<String>();
      var next = "";
      do {
        var page = READER.get(path(words, "&limit=3" + (next.isEmpty() ? "" : "&cursor=" + next)));
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        page.body().get("posts").forEach(each -> seen.add(each.get("id").asText()));
        next = page.body().path("next").asText();
      } while (!next.isEmpty());
      assertThat(seen).as(words).hasSize(7).doesNotHaveDuplicates();
    }
  }

  @Test
  void whatLooksLikeSqlIsOnlyWords() {
    Feed.live(post("a", 1, "Robert'); DROP TABLE posts; --"));

    for (var words : List.of("Robert'); DROP TABLE analytics.posts; --", "' OR ''='a", "a & | ! ( : * <->",
        "x00 %_ {}$1 \\", "Robert:*", "\"unclosed")) {
      assertThat(READER.get(path(words, "")).status()).as(words).isEqualTo(200);
      assertThat(READER.get(path(words, "&match=fuzzy")).status()).as(words).isEqualTo(200);
    }
    assertThat(found("Robert DROP TABLE")).containsExactly("a");
    for (var wrong : List.of("q=", "q=%2D%2D", "q=" + "x".repeat(201), "match=close&q=a",
        "limit=x&q=a")) {
      assertThat(READER.get("/v1/posts/search?" + wrong).problem()).as(wrong).isEqualTo("invalid_parameter");
    }
  }

  @Test
  void searchingUsesTheIndexOfWordsAndThatOfTrigrams() throws SQLException {
    var plans = new StringBuilder();
    try (var connection = Feed.connect(); var statement = connection.createStatement()) {
      statement.execute("SET enable_seqscan = off; SET enable_indexscan = off");
      for (var question : List.of("analytics.posts AS p WHERE analytics.search_vector(p.text) @@ to_tsquery('whale')",
          "analytics.search_word WHERE likeness OPERATOR(public.%) 'whael'")) {
        var rows = statement.executeQuery("EXPLAIN SELECT * FROM " + question);
        while (rows.next()) {
          plans.append(rows.getString(1)).append('\n');
        }
      }
    }
    assertThat(plans.toString()).contains("posts_words", "search_word_trigrams");
  }

  @Test
  void statsCountEachPostAndCreatorOnce() {
    Feed.live(post("a", 1, "one"), post("b", 2, "two"));
    Feed.live(post("b", 5, "two again"));

    var stats = READER.get("/v1/stats").body();

    var own = stats.get("platforms").valueStream().filter(each -> each.get("platform").asText().equals(platform))
        .findFirst().orElseThrow();
    assertThat(own.get("posts").asInt()).isEqualTo(2);
    assertThat(own.get("creators").asInt()).isEqualTo(1);
    assertThat(stats.get("posts").asLong()).isEqualTo(Feed.count("SELECT count(*) FROM analytics.posts "
        + "WHERE organization_id = 1"));
    assertThat(stats.get("creators").asLong()).isEqualTo(Feed.count("SELECT count(*) FROM analytics.creators "
        + "WHERE organization_id = 1"));
    assertThat(stats.get("postsPerMinute").asDouble()).isPositive();
    assertThat(stats.get("hours")).isNotEmpty();
  }

  @Test
  void creatorsAreRankedByWhatTheirLatePostsGot() {
    Feed.live(post("a", 1, "one", jo, 5), post("b", 2, "two", jo, 5), post("c", 3, "three", "ann-" + jo, 70));

    assertThat(top("posts")).containsExactly(jo, "ann-" + jo);
    assertThat(top("likes")).containsExactly("ann-" + jo, jo);
    assertThat(top("views")).containsExactly("ann-" + jo, jo);
    assertThat(READER.get("/v1/creators/top?by=luck").problem()).isEqualTo("invalid_parameter");
    assertThat(READER.get("/v1/creators/top?by=posts&days=32").problem()).isEqualTo("invalid_parameter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"followers", "posts", "likes", "views"})
  void rankedCreatorsAreReadPageByPageEachOnce(String by) {
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 9; i++) {
      // Three of each score; of two nobody knows the followers.
      events.add(Feed.event(1, "post/" + i + platform, platform, "p" + i, HOUR.plusSeconds(i), "post.published",
          "{\"like_count\":" + i / 3 + ",\"view_count\":" + i / 3 + ",\"creator\":{\"id\":\"c" + i + platform + "\""
              + (i < 7 ? ",\"follower_count\":" + i / 3 : "") + "}}"));
    }
    Feed.live(events);

    var path = "/v1/creators/top?platform=" + platform + "&by=" + by;
    var whole = READER.get(path).body();
    var seen = new ArrayList<String>();
    var next = "";
    do {
      var page = READER.get(path + "&limit=2" + (next.isEmpty() ? "" : "&cursor=" + next));
      assertThat(page.status()).as(page.text()).isEqualTo(200);
      page.body().get("creators").forEach(each -> seen.add(each.get("id").asText()));
      next = page.body().path("next").asText();
    } while (!next.isEmpty());

    assertThat(whole.has("next")).isFalse();
    assertThat(seen).as(by).hasSize(9)
        .isEqualTo(whole.get("creators").valueStream().map(each -> each.get("id").asText()).toList());
    for (var wrong : List.of("x", "MSAxIHg", "MTAwMDAwMDAwMDAwMDAwMDAwMDAwIDEgeA")) {
      var refused = READER.get(path + "&cursor=" + wrong);
      assertThat(refused.status() == 200 || refused.problem().equals("invalid_parameter")).as(refused.text()).isTrue();
    }
    assertThat(READER.get(path + "&cursor=x").problem()).isEqualTo("invalid_parameter");
  }

  @Test
  void aRankingIsReadToItsEndBehindThePlacesThatAreKept() {
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 2_150; i++) {
      events.add(Feed.event(1, "post/" + i + platform, platform, "p" + i, HOUR.plusSeconds(i % 3000), "post.published",
          "{\"like_count\":" + (i * 7919 % 40) + ",\"creator_id\":\"c" + i % 2_100 + platform + "\"}"));
    }
    Feed.live(events);
    var path = "/v1/creators/top?by=likes&limit=100&platform=" + platform;
    var seen = new StringBuilder();
    var next = "";

    do {
      var page = READER.get(path + (next.isEmpty() ? "" : "&cursor=" + next));
      assertThat(page.status()).as(page.text()).isEqualTo(200);
      assertThat(Instant.parse(page.body().get("asOf").asText())).isAfter(HOUR);
      page.body().get("creators").forEach(each -> seen.append(each.get("id").asText()).append('\n'));
      next = page.body().path("next").asText();
    } while (!next.isEmpty());

    assertThat(seen.toString()).isEqualTo(Feed.text("""
        SELECT s.external_id FROM analytics.posts AS p JOIN analytics.subject AS s ON s.id = p.creator_id
        JOIN analytics.metric_rollup_day AS d USING (subject_id) JOIN analytics.measure AS m ON m.id = d.measure_id
        WHERE p.platform = '%s' AND m.metric = 'likes' AND m.kind = 'total'
        GROUP BY s.id, s.external_id ORDER BY sum(d.last_value) DESC, s.id""".formatted(platform))).hasLineCount(2_100);
  }

  @Test
  void theViewsShowAReaderTheirOrganisationAlone() throws SQLException {
    Feed.live(post("a", 1, "one", jo, 5));

    assertThat(as(1, "SELECT id || ' ' || creator_id || ' ' || like_count FROM analytics.posts_unified "
        + "WHERE platform = '" + platform + "'")).isEqualTo("a" + platform + " " + jo + " 5");
    assertThat(as(1, "SELECT post_count || ' ' || total_likes FROM analytics.top_creators WHERE platform = '" + platform
        + "'")).isEqualTo("1 5");
    assertThat(as(1, "SELECT posts || ' ' || creators || ' ' || posts_last_24_hours FROM analytics.analytics_dashboard "
        + "WHERE platform = '" + platform + "'")).isEqualTo("1 1 1");
    assertThat(as(1, "SELECT count(*) FROM analytics.top_performing_posts WHERE platform = '" + platform + "'"))
        .isEqualTo("1");
    for (var view : List.of("posts_unified", "top_creators", "analytics_dashboard", "top_performing_posts")) {
      assertThat(as(2, "SELECT count(*) FROM analytics." + view + " WHERE platform = '" + platform + "'"))
          .isEqualTo("0");
    }
  }

  private static String as(int organization, String sql) throws SQLException {
    try (var connection = Feed.connect(); var statement = connection.createStatement()) {
      statement.execute("SET ROLE groundswell_reader");
      statement.execute("SELECT set_config('app.organization', '" + organization + "', false)");
      var rows = statement.executeQuery(sql);
      return rows.next() ? rows.getString(1) : "";
    }
  }

  private List<String> top(String by) {
    return READER.get("/v1/creators/top?platform=" + platform + "&by=" + by).body().get("creators").valueStream()
        .map(each -> each.get("id").asText()).toList();
  }

  private List<String> found(String words) {
    return found(words, "");
  }

  /// The ids without the platform, which is in them so that no test meets another's posts.
  private List<String> found(String words, String more) {
    return READER.get(path(words, "&match=words" + more)).body().get("posts").valueStream()
        .map(each -> each.get("id").asText().replace(platform, "")).toList();
  }

  private List<String> fuzzy(String words) {
    return READER.get(path(words, "&match=fuzzy")).body().get("posts").valueStream()
        .map(each -> each.get("id").asText().replace(platform, "")).toList();
  }

  private String path(String words, String more) {
    return "/v1/posts/search?platform=" + platform + "&q=" + URLEncoder.encode(words, StandardCharsets.UTF_8) + more;
  }

  private AcceptedEvent post(String id, int second, String text) {
    return post(id, second, text, jo, 1);
  }

  private AcceptedEvent post(String id, int second, String text, String creator, int likes) {
    return Feed.event(1, "post/" + id + platform, platform, id + second, HOUR.plusSeconds(second), "post.published",
        "{\"text\":\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\",\"like_count\":" + likes
            + ",\"view_count\":" + likes + ",\"creator_id\":\"" + creator + "\"}");
  }
}
