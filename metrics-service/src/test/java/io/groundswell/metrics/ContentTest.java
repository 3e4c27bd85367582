package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.JsonSpan;
import io.groundswell.contract.Subject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Posts and creators from events, asked over HTTP.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class ContentTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Asker STRANGER = Asker.with(RecordBackend.STRANGER);
  private static final Instant HOUR = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS);

  /// A platform of its own, so that a test's feed holds its posts alone.
  private final String platform = "p" + UUID.randomUUID().toString().substring(0, 8);
  private final String post = "post-" + UUID.randomUUID();
  private final String jo = "jo-" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void aPostWithItsCreatorAndFilesIsInTheFeed() {
    Feed.live(published(post, 0,
        """
        {"text":"Hello","posted_at":"2026-11-01T10:00:00.5Z","permalink":"https://p/1","video_url":"https://v/1.mp4",
        "thumbnail_url":"https://v/1.jpg","width":640,"height":360,"generation_id":"g1","task_id":"t1","like_count":3,
        "view_count":40,"creator":{"id":"%s","username":"jo","display_name":"Jo","verified":true,"follower_count":12}}"""
            .formatted(jo)));

    var page = READER.get("/v1/posts/latest?platform=" + platform);

    assertThat(page.status()).as(page.text()).isEqualTo(200);
    assertThat(page.body().has("next")).isFalse();
    var found = page.body().at("/posts/0");
    assertThat(found.get("id").asText()).isEqualTo(post);
    assertThat(found.get("text").asText()).isEqualTo("Hello");
    assertThat(found.get("postedAt").asText()).isEqualTo("2026-11-01T10:00:00.500Z");
    assertThat(found.get("creator").toString()).isEqualTo(
        "{\"id\":\"" + jo + "\",\"username\":\"jo\",\"displayName\":\"Jo\",\"verified\":true}");
    assertThat(found.get("media").toString()).isEqualTo("[{\"url\":\"https://v/1.mp4\",\"thumbnailUrl\":"
        + "\"https://v/1.jpg\",\"kind\":\"video\",\"width\":640,\"height\":360}]");
    assertThat(found.at("/totals/likes").asInt()).isEqualTo(3);
    assertThat(found.at("/totals/views").asInt()).isEqualTo(40);
    assertThat(found.at("/totals/shares").isMissingNode()).isTrue();
    assertThat(READER.get("/v1/posts/" + platform + "/" + post).body()).isEqualTo(found);
    assertThat(STRANGER.get("/v1/posts/latest?platform=" + platform).body().get("posts")).isEmpty();
  }

  @Test
  void aProfileIsStoredOnceHoweverOftenItIsSent() {
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 30; i++) {
      events.add(published(post + i, i, "{\"text\":\"no " + i + "\",\"creator\":{\"id\":\"" + jo
          + "\",\"username\":\"jo\",\"follower_count\":" + (100 + i) + "}}"));
    }
    Feed.live(events);

    assertThat(Feed.count("SELECT count(*) FROM analytics.creators WHERE platform = '" + platform + "'")).isEqualTo(1);
    var creator = READER.get("/v1/creators/" + jo).body();
    assertThat(creator.get("followerCount").asInt()).isEqualTo(129);
    assertThat(creator.get("posts").asInt()).isEqualTo(30);
    var followers = READER.get("/v1/series/creator/" + jo + "/followers?bucket=1h&agg=count&platform=" + platform
        + "&from=" + HOUR.truncatedTo(ChronoUnit.HOURS) + "&to=" + HOUR.plus(1, ChronoUnit.HOURS));
    assertThat(followers.sum()).as(followers.text()).isEqualByComparingTo("30");
    assertThat(creator.at("/totals/followers").asInt()).isEqualTo(129);
    Feed.live(events);
    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
    assertThat(Feed.count("SELECT sum(events) FROM analytics.metric_rollup_day AS d JOIN analytics.subject AS s "
        + "ON s.id = d.subject_id WHERE s.external_id = '" + jo + "'")).as("once").isEqualTo(30);
  }

  @Test
  void whatAnEventDoesNotSayStaysAndNullTakesAway() {
    Feed.live(published(post, 0, "{\"text\":\"first\",\"permalink\":\"https://p/1\",\"video_url\":\"https://v/1\"}"),
        updated(post, 10, "{\"text\":\"second\"}"), updated(post, 20, "{\"permalink\":null}"));

    var found = READER.get("/v1/posts/" + platform + "/" + post).body();

    assertThat(found.get("text").asText()).isEqualTo("second");
    assertThat(found.has("permalink")).isFalse();
    assertThat(found.get("media")).hasSize(1);
    Feed.live(
        updated(post, 30, "{\"media\":[{\"url\":\"https://v/2\"},{\"url\":\"https://v/1\",\"kind\":\"image\"}]}"));
    assertThat(READER.get("/v1/posts/" + platform + "/" + post).body().get("media").findValuesAsText("url"))
        .containsExactly("https://v/2", "https://v/1");
    Feed.live(updated(post, 25, "{\"media\":[]}"));
    assertThat(READER.get("/v1/posts/" + platform + "/" + post).body().get("media")).hasSize(2);
    Feed.live(updated(post, 40, "{\"media\":[]}"));
    assertThat(READER.get("/v1/posts/" + platform + "/" + post).body().get("media")).isEmpty();
  }

  @Test
  void totalsAreTheSeriesWhoeverToldThemAndGrowthIsTheirRise() {
    var before = HOUR.minus(4, ChronoUnit.DAYS);
    Feed.live(Feed.event(1, "post/" + post, platform, "a", before, "post.published",
        "{\"posted_at\":\"2020-01-01T00:00:00Z\",\"like_count\":100,\"creator_id\":\"" + jo + "\"}"),
        Feed.event(1, "post/" + post, platform, "b", HOUR, "metric.observed",
            "{\"kind\":\"total\",\"metrics\":{\"likes\":130,\"views\":7}}"),
        Feed.event(1, "creator/" + jo, platform, "c", before, "creator.updated", "{\"follower_count\":10}"),
        Feed.event(1, "creator/" + jo, platform, "d", HOUR, "creator.updated", "{\"follower_count\":15}"));

    var found = READER.get("/v1/posts/" + platform + "/" + post + "?growthDays=2").body();
    assertThat(found.get("totals").toString()).isEqualTo("{ \"likes\" : 130, \"views\" : 7 }"
        .replace(" ", ""));
    assertThat(found.get("growth").toString()).isEqualTo("{\"likes\":30}");
    var creator = READER.get("/v1/creators/" + jo + "?growthDays=2").body();
    assertThat(creator.at("/totals/followers").asInt()).isEqualTo(15);
    assertThat(creator.at("/growth/followers").asInt()).isEqualTo(5);
  }

  @Test
  void aPostAboutTheCreatorItselfIsStoredWithTheNumbersThatItTells() {
    Feed.live(told("creator/" + jo, "own", "post.updated", creatorWith(5)),
        Feed.event(1, "creator/" + jo, platform, "both", HOUR.plusSeconds(60), "post.updated",
            "{\"follower_count\":7,\"creator\":{\"id\":\"" + jo + "\",\"follower_count\":6,\"post_count\":2}}"));

    assertThat(setAside("creator/" + jo)).isEmpty();
    assertThat(numbers("followers")).as("what it says at its top counts").isEqualTo("5\n7\n");
    assertThat(numbers("posts")).isEqualTo("2\n");
    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
  }

  @Test
  void twoPostsOfOneIdAndTimeBothTellOfTheirCreator() {
    Feed.live(told("post/" + post + 1, "same", "post.updated", creatorWith(5)));
    Feed.live(told("post/" + post + 2, "same", "post.updated", creatorWith(6)),
        told("post/" + post + 2, "same", "post.updated", creatorWith(6)));

    assertThat(setAside("post/" + post + 2)).isEmpty();
    assertThat(numbers("followers")).isEqualTo("5\n6\n");
    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
  }

  @Test
  void aPostDoesNotTakeTheIdentityOfItsCreatorsEvent() {
    Feed.live(told("post/" + post, "same", "post.updated", creatorWith(5)));
    Feed.live(told("creator/" + jo, "same", "creator.updated", "{\"follower_count\":6,\"username\":\"jo\"}"));

    assertThat(numbers("followers")).isEqualTo("5\n6\n");
    assertThat(Feed.count("SELECT count(*) FROM analytics.analytics_events e JOIN analytics.subject s "
        + "ON s.id = e.subject_id WHERE s.external_id = '" + jo + "'")).isEqualTo(1);
    assertThat(READER.get("/v1/creators/" + jo).body().get("username").asText()).isEqualTo("jo");
    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
  }

  @Test
  void whatAnExpiredPostToldIsNotCountedAgain() {
    Feed.live(told("post/" + post, "again", "post.published", creatorWith(5)));
    for (var table : List.of("time_series_metrics", "analytics_events", "metric_rollup_day")) {
      Feed.update("DELETE FROM analytics." + table + " WHERE subject_id = (SELECT id FROM analytics.subject "
          + "WHERE external_id = '" + post + "')");
    }
    Feed.live(told("post/" + post, "again", "post.updated",
        "{\"creator\":{\"id\":\"" + jo + "\",\"follower_count\":5,\"post_count\":1}}"));

    assertThat(setAside("post/" + post)).isEmpty();
    assertThat(numbers("followers")).isEqualTo("5\n");
    assertThat(numbers("posts")).isEqualTo("1\n");
    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
  }

  @Test
  void aCounterThatBeganAnewGrewFromZeroAsItsSeriesDoes() {
    var days = List.of(HOUR.minus(4, ChronoUnit.DAYS), HOUR.minus(1, ChronoUnit.DAYS), HOUR);
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < days.size(); i++) {
      events.add(Feed.event(1, "post/" + post, platform, "p" + i, days.get(i), "post.updated",
          "{\"posted_at\":\"2020-01-01T00:00:00Z\",\"like_count\":%d}".formatted(List.of(100, 20, 30).get(i))));
      events.add(Feed.event(1, "creator/" + jo, platform, "c" + i, days.get(i), "creator.updated",
          "{\"follower_count\":%d}".formatted(List.of(50, 60, 3).get(i))));
    }
    Feed.live(events);

    var found = READER.get("/v1/posts/" + platform + "/" + post + "?growthDays=3").body();
    var creator = READER.get("/v1/creators/" + jo + "?growthDays=3").body();

    assertThat(found.at("/growth/likes").asInt()).as("100, then 0 to 20 to 30").isEqualTo(30);
    assertThat(creator.at("/growth/followers").asInt()).as("50 to 60, then 0 to 3").isEqualTo(13);
    var today = HOUR.truncatedTo(ChronoUnit.DAYS);
    var range = "?agg=growth&bucket=1mo&from=" + today.minus(2, ChronoUnit.DAYS) + "&to="
        + today.plus(1, ChronoUnit.DAYS);
    assertThat(READER.get("/v1/series/post/" + post + "/likes" + range).sum()).isEqualByComparingTo("30");
    assertThat(READER.get("/v1/series/creator/" + jo + "/followers" + range).sum()).isEqualByComparingTo("13");
  }

  @Test
  void anImportThatIsUndoneTakesWhatItsPostsToldAlong() {
    Feed.live(imported(post + 1, creatorWith(5)), imported(post + 2, creatorWith(6)),
        told("post/" + post + 3, "stays", "post.published", creatorWith(7)));
    var day = LocalDate.ofInstant(HOUR, ZoneOffset.UTC);

    var undone = Asker.with(RecordBackend.ADMIN).post("/v1/events/undo",
        "{\"source\":\"import/4711\",\"from\":\"" + day + "\",\"to\":\"" + day.plusDays(1) + "\"}");

    assertThat(undone.body().path("removed").asInt()).as(undone.text()).isEqualTo(2);
    assertThat(numbers("followers")).isEqualTo("7\n");
    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
  }

  private AcceptedEvent imported(String id, String data) {
    var bytes = data.getBytes(StandardCharsets.UTF_8);
    return new AcceptedEvent(1, EventCodec.micros(Instant.now()), new CloudEvent("same", "import/4711",
        "post.published", HOUR, Subject.find("post/" + id), platform, new TreeMap<>(),
        new JsonSpan(bytes, 0, bytes.length)));
  }

  @Test
  void theFeedIsWalkedByCursorWithoutGapsWhileNewPostsCome() {
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 45; i++) {
      // Three of the same time each.
      events.add(published(post + i, i / 3, "{\"text\":\"no " + i + "\",\"creator_id\":\"" + jo + "\"}"));
    }
    Feed.live(events);

    for (var path : List.of("/v1/posts/latest?platform=" + platform, "/v1/creators/" + jo + "/posts?limit=20")) {
      var seen = new ArrayList<String>();
      var next = "";
      do {
        var page = READER.get(path + (next.isEmpty() ? "" : "&cursor=" + next));
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        page.body().get("posts").forEach(each -> seen.add(each.get("id").asText()));
        next = page.body().path("next").asText();
        if (seen.size() == 20) {
          Feed.live(published(post + "new" + path.length(), 50, "{\"creator_id\":\"" + jo + "\"}"));
        }
      } while (!next.isEmpty());
      assertThat(seen).hasSizeGreaterThanOrEqualTo(45).doesNotHaveDuplicates()
          .containsAll(events.stream().map(event -> event.subject().id()).toList());
    }
    var some = READER.get("/v1/posts/latest?platform=" + platform + "&from=" + HOUR.plusSeconds(2) + "&to="
        + HOUR.plusSeconds(4)).body().get("posts");
    assertThat(some).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anyOrderWithDuplicatesAndReplaysGivesTheSameEndState(long seed) {
    var random = new Random(seed);
    var places = List.of(platform + "a", platform + "b", platform + "c");
    var states = new ArrayList<String>();
    for (var place : places) {
      var sameRandom = new Random(seed);
      var events = new ArrayList<AcceptedEvent>();
      for (int i = 0; i < 40; i++) {
        events.add(anyEvent(place, i, sameRandom));
      }
      events.addAll(events.subList(0, 10));
      Collections.shuffle(events, random);
      int cut = random.nextInt(1, events.size());
      Feed.live(events.subList(0, cut));
      Feed.live(events.subList(cut, events.size()));
      Feed.live(events.subList(0, 5));
      states.add(state(place).replace(place, "P"));
    }

    assertThat(states.get(0)).as("seed " + seed).isNotBlank();
    assertThat(states).as("seed " + seed).allSatisfy(state -> assertThat(state).isEqualTo(states.get(0)));
  }

  @Test
  void anAnalysisOfACreatorIsKeptWithIt() {
    Feed.live(Feed.event(1, "creator/" + jo, platform, "new", HOUR.plusSeconds(9), "creator.updated",
        "{\"username\":\"jo\",\"personality\":{\"traits\":{\"open\":0.9},\"interests\":[\"art\"],"
            + "\"communication_style\":{\"tone\":\"dry\"}}}"),
        Feed.event(1, "creator/" + jo, platform, "old", HOUR, "creator.updated",
            "{\"personality\":{\"traits\":{\"open\":0.1}}}"));

    var personality = READER.get("/v1/creators/" + jo).body().get("personality");
    assertThat(personality.at("/traits/open").asDouble()).isEqualTo(0.9);
    assertThat(personality.at("/interests/0").asText()).isEqualTo("art");
    assertThat(personality.at("/communicationStyle/tone").asText()).isEqualTo("dry");
    assertThat(personality.get("analyzedAt").asText()).isEqualTo(HOUR.plusSeconds(9).toString());
  }

  @Test
  void creatorsComeByFollowers() {
    Feed.live(Feed.event(1, "creator/" + jo + 1, platform, "1", HOUR, "creator.updated", "{\"follower_count\":5}"),
        Feed.event(1, "creator/" + jo + 2, platform, "2", HOUR, "creator.updated", "{\"follower_count\":50}"),
        Feed.event(1, "creator/" + jo + 3, platform, "3", HOUR, "creator.updated", "{\"username\":\"quiet\"}"));

    assertThat(READER.get("/v1/creators/top?platform=" + platform).body().get("creators").findValuesAsText("id"))
        .containsExactly(jo + 2, jo + 1, jo + 3);
    assertThat(READER.get("/v1/creators/top?limit=1&platform=" + platform).body().get("creators")).hasSize(1);
  }

  @Test
  void whatIsAskedWronglyIsRefusedWithTheParametersName() {
    assertThat(READER.get("/v1/posts/x/" + UUID.randomUUID()).problem()).isEqualTo("unknown_post");
    assertThat(READER.get("/v1/creators/" + UUID.randomUUID()).problem()).isEqualTo("unknown_creator");
    assertThat(READER.get("/v1/creators/" + UUID.randomUUID() + "/posts").problem()).isEqualTo("unknown_creator");
    for (var wrong : List.of("platform=X", "limit=0", "limit=101", "from=yesterday", "to=x", "cursor=%21",
        "growthDays=0", "from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z")) {
      var refused = READER.get("/v1/posts/latest?" + wrong);
      assertThat(refused.problem()).as(wrong).isEqualTo("invalid_parameter");
      assertThat(refused.body().get("detail").asText()).startsWith(wrong.substring(0, wrong.indexOf('=')));
    }
    Feed.live(Feed.event(1, "creator/" + jo, platform, "1", HOUR, "creator.updated", "{}"),
        Feed.event(1, "creator/" + jo, platform + "2", "2", HOUR, "creator.updated", "{}"));
    assertThat(READER.get("/v1/creators/" + jo).body().get("detail").asText()).contains(platform + "2");
    assertThat(READER.get("/v1/creators/" + jo + "?platform=" + platform).status()).isEqualTo(200);
  }

  private AcceptedEvent anyEvent(String place, int number, Random random) {
    var at = HOUR.plusSeconds(random.nextInt(12));
    var id = place + number;
    var members = new ArrayList<String>();
    for (var member : List.of("text", "permalink", "generation_id", "video_url")) {
      switch (random.nextInt(4)) {
        case 0 -> members.add("\"" + member + "\":null");
        case 1, 2 -> members.add("\"" + member + "\":\"" + member + random.nextInt(3) + "\"");
        default -> {
        }
      }
    }
    if (random.nextBoolean()) {
      members.add("\"like_count\":" + random.nextInt(50));
    }
    var profile = "\"username\":\"u" + random.nextInt(3) + "\",\"verified\":" + random.nextBoolean()
        + ",\"follower_count\":" + random.nextInt(100);
    if (random.nextInt(4) == 0) {
      return Feed.event(1, "creator/" + jo + random.nextInt(2), place, id, at, "creator.updated", "{" + profile
          + ",\"personality\":{\"traits\":{\"open\":" + random.nextInt(3) + "}}}");
    }
    members.add("\"creator\":{\"id\":\"" + jo + random.nextInt(2) + "\"," + profile + "}");
    return Feed.event(1, "post/" + post + random.nextInt(3), place, id, at,
        random.nextBoolean() ? "post.updated" : "post.published", "{" + String.join(",", members) + "}");
  }

  /// All that is kept of a platform but when it was received.
  private static String state(String place) {
    return Feed.text("SELECT (to_jsonb(p) - 'indexed_at')::text FROM analytics.posts p WHERE platform = '" + place
        + "' ORDER BY subject_id")
        + Feed.text("SELECT (to_jsonb(c) - 'indexed_at')::text FROM analytics.creators c WHERE platform = '" + place
            + "' ORDER BY subject_id")
        + Feed.text("SELECT to_jsonb(l)::text FROM analytics.post_media_links l WHERE platform = '" + place
            + "' ORDER BY subject_id, place")
        + Feed.text("SELECT to_jsonb(a)::text FROM analytics.personality_analysis a WHERE platform = '" + place
            + "' ORDER BY subject_id")
        + Feed.text("SELECT platform || sum(posts) || ' ' || sum(creators) FROM analytics.content_hour "
            + "WHERE platform = '" + place + "' GROUP BY platform");
  }

  private AcceptedEvent told(String subject, String id, String type, String data) {
    return Feed.event(1, subject, platform, id + post, HOUR, type, data);
  }

  private String creatorWith(int followers) {
    return "{\"creator\":{\"id\":\"" + jo + "\",\"follower_count\":" + followers + "}}";
  }

  /// Of the creator's series, in rising order.
  private String numbers(String metric) {
    return Feed.text("SELECT t.value::numeric::text FROM analytics.time_series_metrics AS t "
        + "JOIN analytics.subject AS s ON s.id = t.subject_id JOIN analytics.measure AS m ON m.id = t.measure_id "
        + "WHERE s.external_id = '" + jo + "' AND m.metric = '" + metric + "' ORDER BY t.value");
  }

  private static String setAside(String subject) {
    return Feed.text("SELECT reason FROM analytics.quarantine WHERE key = '1/" + subject + "'::bytea");
  }

  private AcceptedEvent published(String id, int second, String data) {
    return Feed.event(1, "post/" + id, platform, "p" + second, HOUR.plusSeconds(second), "post.published", data);
  }

  private AcceptedEvent updated(String id, int second, String data) {
    return Feed.event(1, "post/" + id, platform, "u" + second, HOUR.plusSeconds(second), "post.updated", data);
  }
}
