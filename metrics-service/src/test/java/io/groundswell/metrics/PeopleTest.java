package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.JsonSpan;
import io.groundswell.contract.Subject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
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

/// What persons do with their time, from events, asked over HTTP.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class PeopleTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Asker STRANGER = Asker.with(RecordBackend.STRANGER);
  private static final Instant NINE = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(15, ChronoUnit.HOURS);

  private final String ann = "ann-" + UUID.randomUUID();
  private final String bob = "bob-" + UUID.randomUUID();
  private final String genre = "g" + UUID.randomUUID().toString().substring(0, 8);
  private final String subject = "post/" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void aPersonsTimeIsAddedUp() {
    Feed.live(ended(ann, 0, "{\"length_minutes\":30,\"genres\":[\"drama\"]}"),
        ended(ann, 1, "{\"length_minutes\":45.5,\"watch_seconds\":7200,\"genres\":[\"drama\",\"crime\"]}"),
        ended(ann, 2, "{\"length_minutes\":5,\"binge\":true}"),
        engaged(ann, 3600, "{\"action\":\"watch\",\"watch_seconds\":900,\"genres\":[\"crime\",\"crime\",\"drama\"]}"),
        engaged(ann, 3601, "{\"action\":\"like\"}"));

    var time = READER.get("/v1/users/" + ann + "/time");

    assertThat(time.status()).as(time.text()).isEqualTo(200);
    assertThat(time.body().get("sessions").asInt()).isEqualTo(3);
    assertThat(time.body().get("bingeSessions").asInt()).isEqualTo(2);
    assertThat(time.body().get("averageSessionMinutes").asText()).isEqualTo("26.83");
    assertThat(time.body().get("totalWatchHours").asText()).isEqualTo("2.25");
    assertThat(time.body().get("preferredGenres").toString()).isEqualTo("[\"drama\",\"crime\"]");
    assertThat(time.body().get("preferredHours").toString()).isEqualTo("[9,10]");
    assertThat(time.body().at("/counts/actions/like").asInt()).isEqualTo(1);
    assertThat(STRANGER.get("/v1/users/" + ann + "/time").problem()).isEqualTo("unknown_user");
    assertThat(READER.get("/v1/users/" + bob + "/time").problem()).isEqualTo("unknown_user");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void anyOrderWithDuplicatesAndReplaysGivesTheSameTime(long seed) {
    var random = new Random(seed);
    var states = new ArrayList<String>();
    for (var user : List.of(ann, bob)) {
      var same = new Random(seed);
      var events = new ArrayList<AcceptedEvent>();
      for (int i = 0; i < 40; i++) {
        var data = "\"watch_seconds\":" + same.nextInt(5_000) / 8d + ",\"genres\":[\"g" + same.nextInt(4) + "\"]}";
        int at = same.nextInt(20_000);
        events.add(same.nextBoolean() ? ended(user, at, "{\"length_minutes\":" + same.nextInt(100) + "," + data)
            : engaged(user, at, "{\"action\":\"view\"," + data));
      }
      events.addAll(events.subList(0, 8));
      Collections.shuffle(events, random);
      int cut = random.nextInt(1, events.size());
      Feed.live(events.subList(0, cut));
      Feed.live(events.subList(cut, events.size()));
      Feed.live(events.subList(0, 4));
      states.add(Feed.text("SELECT (to_jsonb(t) - 'user_id')::text FROM analytics.user_temporal_metrics t "
          + "JOIN analytics.person p ON p.id = t.user_id WHERE p.external_id = '" + user + "'"));
    }

    assertThat(states.get(0)).as("seed " + seed).isNotBlank().isEqualTo(states.get(1));
  }

  @Test
  void thoseWhoLikeTheSameAreFoundWhoWatchesMostFirst() {
    Feed.live(engaged(ann, 0, "{\"action\":\"watch\",\"watch_seconds\":10,\"genres\":[\"" + genre + "\"]}"),
        engaged(bob, 3600, "{\"action\":\"skip\",\"watch_seconds\":20,\"genres\":[\"" + genre + "\",\"drama\"]}"));

    assertThat(people("genre=" + genre)).containsExactly(bob, ann);
    assertThat(people("genre=" + genre + "&genre=drama")).containsExactly(bob);
    assertThat(people("genre=" + genre + "&hour=9")).containsExactly(ann);
    assertThat(people("genre=" + genre + "&action=skip")).containsExactly(bob);
    assertThat(people("genre=" + genre + "&limit=1")).containsExactly(bob);
    assertThat(people("genre=" + genre + "%27%20OR%201%3D1")).isEmpty();
    assertThat(STRANGER.get("/v1/people?genre=" + genre).body().get("people")).isEmpty();
    for (var wrong : List.of("hour=24", "hour=x", "action=poke", "limit=0")) {
      assertThat(READER.get("/v1/people?" + wrong).problem()).as(wrong).isEqualTo("invalid_parameter");
    }
  }

  @Test
  void theyAreReadPageByPageEachOnceAlsoThoseWhoWatchedAsMuch() {
    var events = new ArrayList<AcceptedEvent>();
    for (int i = 0; i < 7; i++) {
      events.add(engaged(ann + i, i, "{\"action\":\"watch\",\"watch_seconds\":" + i / 3 + ".5,\"genres\":[\"" + genre
          + "\"]}"));
    }
    Feed.live(events);

    var seen = new ArrayList<String>();
    var next = "";
    do {
      var page = READER.get("/v1/people?limit=2&genre=" + genre + (next.isEmpty() ? "" : "&cursor=" + next));
      assertThat(page.status()).as(page.text()).isEqualTo(200);
      seen.addAll(page.body().get("people").findValuesAsText("userId"));
      next = page.body().path("next").asText();
    } while (!next.isEmpty());

    assertThat(seen).hasSize(7).isEqualTo(people("genre=" + genre));
    for (var wrong : List.of("x", "LTEgNw", "MSB4")) {
      assertThat(READER.get("/v1/people?cursor=" + wrong).problem()).as(wrong).isEqualTo("invalid_parameter");
    }
  }

  @Test
  void arraysAndDocumentsAreAskedThroughTheirIndexes() throws SQLException {
    var plans = new StringBuilder();
    try (var connection = Feed.connect(); var statement = connection.createStatement()) {
      statement.execute("SET enable_seqscan = off; SET enable_indexscan = off");
      for (var condition : List.of("preferred_genres @> '{drama}'", "preferred_watch_times @> '{9}'",
          "extended_metrics @? '$.actions.watch'")) {
        var rows = statement.executeQuery("EXPLAIN SELECT * FROM analytics.user_temporal_metrics WHERE " + condition);
        while (rows.next()) {
          plans.append(rows.getString(1)).append('\n');
        }
      }
    }
    assertThat(plans.toString()).contains("user_temporal_metrics_genres", "user_temporal_metrics_hours",
        "user_temporal_metrics_extended");
  }

  @Test
  void whatWasThoughtOfASubjectIsSummedUp() {
    Feed.live(
        engaged(ann, 0, "{\"action\":\"watch\",\"watch_seconds\":61.5,\"rating\":8,\"score\":99.5,\"clicked\":true,"
            + "\"watched\":true,\"feedback_type\":\"positive\",\"device\":{\"screen_size\":\"6.1\","
            + "\"connection_speed\":\"5g\",\"preferred_quality\":\"1080p\"}}"),
        engaged(bob, 1, "{\"action\":\"skip\",\"rating\":3,\"score\":999.99,\"feedback_type\":\"skip\"}"),
        engaged(bob, 2, "{\"action\":\"like\"}"));

    var quality = READER.get("/v1/quality/" + subject).body();

    assertThat(quality.get("events").asInt()).isEqualTo(2);
    assertThat(quality.get("rating").asDouble()).isEqualTo(5.5);
    assertThat(quality.get("score").asDouble()).isEqualTo(549.75);
    assertThat(quality.get("clicked").asInt()).isEqualTo(1);
    assertThat(quality.get("watched").asInt()).isEqualTo(1);
    assertThat(quality.get("watchSeconds").asInt()).isEqualTo(61);
    assertThat(quality.at("/feedback/positive").asInt()).isEqualTo(1);
    assertThat(quality.at("/screenSizes/6.1").asInt()).isEqualTo(1);
    assertThat(quality.at("/preferredQualities/1080p").asInt()).isEqualTo(1);
    assertThat(STRANGER.get("/v1/quality/" + subject).problem()).isEqualTo("unknown_quality");
    var first = Instant.parse(quality.get("to").asText()).minus(30, ChronoUnit.DAYS);
    assertThat(Instant.parse(quality.get("from").asText())).as("usual").isEqualTo(first);
    assertThat(READER.get("/v1/quality/" + subject + "?to=" + first).problem()).isEqualTo("unknown_quality");
    assertThat(READER.get("/v1/quality/" + subject + "?from=" + first).body().get("events").asInt()).isEqualTo(2);
    for (var wrong : List.of("from=x", "to=x", "to=2026-01-01T00:00:00Z&from=2026-01-01T00:00:00Z",
        "from=2025-01-01T00:00:00Z&to=2026-01-03T00:00:00Z")) {
      assertThat(READER.get("/v1/quality/" + subject + "?" + wrong).problem()).as(wrong).isEqualTo("invalid_parameter");
    }
    assertThat(READER.get("/v1/quality/" + subject + "?from=2025-01-01T00:00:00Z&to=2026-01-03T00:00:00Z").text())
        .contains("at most 366 days");
    assertThatThrownBy(() -> Feed.update("UPDATE analytics.quality_metrics SET rating = 11"))
        .hasMessageContaining("rating");
  }

  @Test
  void thereAreTwentyGenresAndADeletedOneStaysWithoutBeingActive() {
    assertThat(READER.get("/v1/genres").body().get("genres")).hasSize(20);

    Feed.update("DELETE FROM analytics.genre_mappings WHERE genre = 'western'");
    try {
      assertThat(READER.get("/v1/genres").body().get("genres").findValuesAsText("genre")).hasSize(19)
          .doesNotContain("western");
      assertThat(READER.get("/v1/genres?all=true").body().get("genres").findValuesAsText("genre")).contains("western");
    } finally {
      Feed.update("UPDATE analytics.genre_mappings SET active = true, deleted_at = NULL");
    }
  }

  @Test
  void theOperatorAddsChangesDeletesAndBringsBackGenres() {
    var admin = Asker.with(RecordBackend.ADMIN);
    try {
      assertThat(admin.put("/v1/genres/news", "{\"tmdbId\":10763,\"name\":\"News\"}").text())
          .isEqualTo("{\"tmdbId\":10763,\"genre\":\"news\",\"name\":\"News\",\"active\":true}");
      assertThat(admin.put("/v1/genres/news", "{\"tmdbId\":10763,\"name\":\"The News\"}").body().get("name").asText())
          .isEqualTo("The News");
      assertThat(admin.delete("/v1/genres/news").body().get("active").asBoolean()).isFalse();
      assertThat(READER.get("/v1/genres").text()).doesNotContain("news");
      assertThat(READER.get("/v1/genres?all=true").text()).contains("The News");
      assertThat(admin.put("/v1/genres/news", "{\"tmdbId\":10763,\"name\":\"News\"}").body().get("active").asBoolean())
          .isTrue();

      assertThat(admin.put("/v1/genres/other", "{\"tmdbId\":37,\"name\":\"Other\"}").problem())
          .isEqualTo("genre_taken");
      assertThat(admin.put("/v1/genres/News", "{\"tmdbId\":1,\"name\":\"N\"}").text()).contains("lower-case slug");
      assertThat(admin.put("/v1/genres/other", "{\"tmdbId\":0,\"name\":\"N\"}").text()).contains("tmdbId");
      assertThat(admin.put("/v1/genres/other", "{\"tmdbId\":1,\"name\":\" \"}").text()).contains("name must have");
      assertThat(admin.delete("/v1/genres/other").problem()).isEqualTo("unknown_genre");
      assertThat(Asker.with(RecordBackend.STRANGE_ADMIN).delete("/v1/genres/drama").status()).isEqualTo(403);
      assertThat(READER.delete("/v1/genres/drama").status()).isEqualTo(403);
    } finally {
      Feed.update("ALTER TABLE analytics.genre_mappings DISABLE TRIGGER keep_deleted");
      Feed.update("DELETE FROM analytics.genre_mappings WHERE genre = 'news'");
      Feed.update("ALTER TABLE analytics.genre_mappings ENABLE TRIGGER keep_deleted");
    }
  }

  private List<String> people(String query) {
    return READER.get("/v1/people?" + query).body().get("people").findValuesAsText("userId");
  }

  private AcceptedEvent ended(String user, int second, String data) {
    return event("user/" + user, user, second, "session.ended", data);
  }

  private AcceptedEvent engaged(String user, int second, String data) {
    return event(subject, user, second, "content.engaged", data);
  }

  private static AcceptedEvent event(String about, String user, int second, String type, String data) {
    var extensions = new TreeMap<String, Object>();
    extensions.put("userid", user);
    var bytes = data.getBytes(StandardCharsets.UTF_8);
    return new AcceptedEvent(1, EventCodec.micros(Instant.now()),
        new CloudEvent(UUID.nameUUIDFromBytes((user + second + data).getBytes(StandardCharsets.UTF_8)).toString(),
            "people",
            type, NINE.plusSeconds(second), Subject.find(about), "x", extensions,
            new JsonSpan(bytes, 0, bytes.length)));
  }
}
