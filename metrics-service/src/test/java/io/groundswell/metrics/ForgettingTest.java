package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.JsonSpan;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Subject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A person goes from every table, and does not come back.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class ForgettingTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Asker ADMIN = Asker.with(RecordBackend.ADMIN);
  private static final Instant HOUR = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS);
  private static final String OWN = "{\"action\":\"watch\",\"watch_seconds\":3}";

  private final String user = "jo \"the\" ö/" + UUID.randomUUID();
  private final String quoted = user.replace("\"", "\\\"");
  private final String subject = "post/" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void nothingOfAPersonIsLeftInAnyColumnOfAnyTable() throws SQLException {
    var mention = "{\"action\":\"like\",\"followed\":\"" + quoted + "\",\"by\":[\"user/" + quoted + "\"],\"n\":1}";
    Feed.live(event(1, subject, "own", user, OWN), event(1, subject, "old", user, OWN, HOUR.minus(5, ChronoUnit.DAYS)),
        event(1, subject, "other", "somebody", mention), event(1, "user/" + user, "about", null, "{}"),
        event(2, subject, "stranger", user, OWN), event(1, subject, "numbers", user, "{\"metrics\":{\"likes\":1}}",
            HOUR, "metric.observed"));
    Feed.poison(Lane.LIVE, ("1/" + subject).getBytes(StandardCharsets.UTF_8),
        ("{\"id\":7,\"userid\":\"" + quoted + "\"}").getBytes(StandardCharsets.UTF_8));
    Feed.poison(Lane.LIVE, ("1/user/" + user).getBytes(StandardCharsets.UTF_8), "{".getBytes(StandardCharsets.UTF_8));
    var patched = held("{");
    ADMIN.post("/v1/quarantine/" + patched + "/replay",
        "{\"event\":" + new String(EventCodec.encode(event(1, subject, "p",
            user, OWN)), StandardCharsets.UTF_8)
            .replaceAll("\"(organization|receivedtime|schemaversion)\":\"[^\"]*\",?", "")
            .replace(",,", ",").replace(",}", "}") + "}");
    await().atMost(Duration.ofSeconds(30)).until(() -> READER.get("/v1/quarantine/" + patched).body()
        .at("/record/outcome").asText().equals("stored"));
    assertThat(left()).hasSizeGreaterThanOrEqualTo(5);

    var taken = ADMIN.delete(path());

    assertThat(taken.status()).as(taken.text()).isEqualTo(202);
    assertThat(taken.text()).doesNotContain(user);
    assertThat(taken.body().get("requestedBy").asText()).isEqualTo(RecordBackend.ADMIN.id());
    var report = done();
    assertThat(report.get("person").asLong()).isEqualTo(1);
    assertThat(report.get("subject").asLong()).isEqualTo(1);
    assertThat(report.get("quarantine").asLong()).isEqualTo(2);
    assertThat(report.get("quarantine_audit").asLong()).isEqualTo(1);
    assertThat(report.get("analytics_events").asLong()).isEqualTo(5);
    // That of another organisation is another person.
    assertThat(left()).containsExactly("person");
    assertThat(Feed.count("SELECT count(*) FROM analytics.person WHERE organization_id = 2 AND external_id = '" + user
        + "'")).isEqualTo(1);
    assertThat(Feed.text("SELECT event_data FROM analytics.analytics_events WHERE organization_id = 2 AND event_type = "
        + "'content.engaged' AND user_id = (SELECT id FROM analytics.person WHERE external_id = '" + user + "')"))
        .contains("watch_seconds");
  }

  @Test
  void whatAPersonToldOfPostsAndProfilesGoesAndTheirNameFromWhatOthersTold() throws SQLException {
    var own = UUID.randomUUID().toString();
    var others = UUID.randomUUID().toString();
    Feed.live(event(1, "post/" + own, "own post", user, "{\"text\":\"by " + quoted
        + "\",\"video_url\":\"https://v/" + quoted + "\",\"like_count\":3}", HOUR, "post.published"),
        event(1, "creator/" + own, "own profile", user,
            "{\"username\":\"" + quoted + " himself\",\"personality\":{\"traits\":[\"" + quoted + "?\"]}}", HOUR,
            "creator.updated"),
        event(1, "post/" + others, "others' post", "somebody", "{\"text\":\"" + quoted
            + "\",\"permalink\":\"https://p/2\",\"creator\":{\"id\":\"" + others + "\",\"username\":\"" + quoted
            + "\"},\"media\":[{\"url\":\"" + quoted + "\",\"kind\":\"image\"}],\"thumbnail_url\":\"" + quoted
            + "\"}", HOUR, "post.published"),
        event(1, "creator/" + others, "others' profile", "somebody", "{\"display_name\":\"user/" + quoted
            + "\",\"personality\":{\"interests\":[\"" + quoted + "\",\"art\"]}}", HOUR, "creator.updated"));
    assertThat(left()).contains("posts", "creators", "media_files", "personality_analysis");

    ADMIN.delete(path());

    assertThat(done().get("content").asLong()).isPositive();
    assertThat(left()).isEmpty();
    var kept = READER.get("/v1/posts/x/" + own).body();
    assertThat(kept.has("text")).isFalse();
    assertThat(kept.get("media")).isEmpty();
    assertThat(kept.at("/totals/likes").asInt()).isEqualTo(3);
    var written = READER.get("/v1/posts/x/" + others).body();
    assertThat(written.get("text").asText()).isEqualTo("forgotten");
    assertThat(written.get("permalink").asText()).isEqualTo("https://p/2");
    assertThat(READER.get("/v1/creators/" + others).body().at("/personality/interests").toString())
        .isEqualTo("[\"forgotten\",\"art\"]");
  }

  @Test
  void theWordsThatOnlyTheyUsedGoInEveryAlphabet() {
    var own = "тайна" + UUID.randomUUID().toString().replaceAll("[^a-f]", "");
    Feed.live(event(1, subject, "own", user, "{\"text\":\"«" + own + "» und Größe\"}", HOUR, "post.published"),
        event(1, "post/" + UUID.randomUUID(), "other", "somebody", "{\"text\":\"größe\"}", HOUR, "post.published"));
    var stored =
        "SELECT count(*) FROM analytics.search_word WHERE organization_id = 1 AND word IN ('größe', '" + own + "')";
    assertThat(Feed.count(stored)).isEqualTo(2);

    ADMIN.delete(path());

    assertThat(done().get("words").asLong()).isPositive();
    assertThat(
        Feed.text("SELECT word FROM analytics.search_word WHERE organization_id = 1 AND word IN ('größe', '" + own
            + "')").strip())
        .isEqualTo("größe");
  }

  @Test
  void aPersonsTimeGoesAndWhatTheyThoughtStaysAsNumbers() throws SQLException {
    Feed.live(event(1, subject, "own", user, "{\"action\":\"watch\",\"rating\":8,\"genres\":[\"drama\"],"
        + "\"feedback_type\":\"mine\"}"),
        event(1, subject, "other", "somebody", "{\"action\":\"like\",\"rating\":2}"));
    assertThat(READER.get("/v1/quality/" + subject).body().at("/feedback/mine").asInt()).isEqualTo(1);
    long person = number();
    assertThat(Feed.count("SELECT count(*) FROM analytics.user_temporal_metrics WHERE user_id = " + person))
        .isEqualTo(1);

    ADMIN.delete(path());

    assertThat(done().get("time").asLong()).isEqualTo(2);
    assertThat(Feed.count("SELECT count(*) FROM analytics.user_temporal_metrics WHERE user_id = " + person)).isZero();
    assertThat(Feed.count("SELECT count(*) FROM analytics.quality_metrics WHERE user_id = " + person)).isZero();
    var quality = READER.get("/v1/quality/" + subject).body();
    assertThat(quality.get("rating").asDouble()).isEqualTo(5);
    assertThat(quality.at("/feedback/mine").isMissingNode()).isTrue();
  }

  @Test
  void whatIsForgottenStillCounts() {
    Feed.live(event(1, subject, "one", user, OWN), event(1, "user/" + user, "two", user, OWN));
    ADMIN.delete(path());
    done();

    assertThat(READER.get("/v1/series/" + subject + "/watch?from=" + HOUR + "&to=" + HOUR.plusSeconds(3_600)).sum())
        .isEqualByComparingTo("1");
    assertThat(Feed.text(Rollups.DIFFERENCES)).isEmpty();
    assertThat(READER.get("/v1/accounting").body().get("balanced").asBoolean()).isTrue();
  }

  @Test
  void eventsThatAreReadAgainDoNotBringThePersonBack() throws SQLException {
    var before = event(1, subject, "seen", user, OWN);
    var unseen = event(1, subject, "unseen", user, OWN);
    var about = event(1, "user/" + user, "about", null, "{}");
    Feed.live(before);
    ADMIN.delete(path());
    done();

    // As after a rewind: what was received before the order is read again, also what the tables no longer know.
    Feed.live(before, unseen, about);

    assertThat(left()).isEmpty();
    assertThat(Feed.text("SELECT count(*) || ' ' || count(event_data) || ' ' || sum((user_id IS NULL)::int) "
        + "FROM analytics.analytics_events e JOIN analytics.subject s ON s.id = e.subject_id "
        + "WHERE s.type || '/' || s.external_id = '" + subject + "'").strip()).isEqualTo("2 0 1");
    assertThat(Feed.text("SELECT sum(conflict) FROM analytics.accounting WHERE source = 'forgetting " + user.hashCode()
        + "'").strip()).isEqualTo("0");
    assertThat(
        Feed.count("SELECT count(*) FROM analytics.subject WHERE type = 'user' AND external_id LIKE 'forgotten-%'"))
        .isPositive();
  }

  @Test
  void whoComesBackIsSomebodyNewAndCanBeForgottenAgain() throws SQLException {
    Feed.live(event(1, subject, "one", user, OWN), event(1, "user/" + user, "two", user, OWN));
    long old = number();
    ADMIN.delete(path());
    done();

    Feed.live(event(1, subject, "three", user, OWN), event(1, "user/" + user, "four", user, OWN));

    assertThat(number()).isNotEqualTo(old);
    ADMIN.delete(path());
    assertThat(done().get("person").asLong()).isEqualTo(1);
    assertThat(left()).isEmpty();
  }

  @Test
  void anOrderIsTakenOnceWhileItIsOpenAndNobodyLearnsWhetherThePersonWasKnown() {
    var unknown = "/v1/users/" + UUID.randomUUID();
    assertThat(ADMIN.get(unknown + "/forgetting").problem()).isEqualTo("unknown_forgetting");

    assertThat(ADMIN.delete(unknown).status()).isEqualTo(202);
    var again = ADMIN.delete(unknown).status();

    assertThat(again).isEqualTo(202);
    await().atMost(Duration.ofSeconds(30)).until(() -> ADMIN.get(unknown + "/forgetting").body().get("state").asText()
        .equals("done"));
    assertThat(READER.delete(unknown).status()).isEqualTo(403);
    assertThat(READER.get(unknown + "/forgetting").status()).isEqualTo(403);
    assertThat(Asker.with(null).delete(unknown).status()).isEqualTo(401);
    assertThat(Asker.with(RecordBackend.STRANGE_ADMIN).get(unknown + "/forgetting").status()).isEqualTo(404);
    assertThat(ADMIN.delete("/v1/users/" + "x".repeat(1_025)).problem()).isEqualTo("invalid_parameter");
  }

  @Test
  void anOrderWaitsForTransactionsThatMayNotKnowOfIt() throws SQLException {
    Feed.live(event(1, subject, "one", user, OWN));
    try (var slow = Feed.connect()) {
      slow.setAutoCommit(false);
      slow.createStatement().execute("CREATE TEMPORARY TABLE busy ON COMMIT DROP AS SELECT pg_current_xact_id()");
      ADMIN.delete(path());
      await().atMost(Duration.ofSeconds(60)).until(() -> state().equals("draining"));
      assertThat(number()).isPositive();
      slow.rollback();
    }
    assertThat(done().get("person").asLong()).isEqualTo(1);
  }

  private JsonNode done() {
    await().atMost(Duration.ofSeconds(60)).until(() -> state().equals("done"));
    return ADMIN.get(path() + "/forgetting").body().get("report");
  }

  private String state() {
    return ADMIN.get(path() + "/forgetting").body().get("state").asText();
  }

  private long number() {
    return Feed
        .count("SELECT max(id) FROM analytics.person WHERE organization_id = 1 AND external_id = '" + user + "'");
  }

  private String path() {
    return "/v1/users/" + URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String held(String value) {
    var place = Feed.poison(Lane.LIVE, ("1/" + subject).getBytes(StandardCharsets.UTF_8),
        value.getBytes(StandardCharsets.UTF_8));
    return Feed
        .text("SELECT id FROM analytics.quarantine WHERE topic = 'events.v1' AND kpartition = " + place.partition()
            + " AND koffset = " + place.offset())
        .strip();
  }

  /// The tables in which the person's name still stands, as text, within JSON, or as bytes.
  private List<String> left() throws SQLException {
    var id = user.substring(user.indexOf('/') + 1);
    var found = new ArrayList<String>();
    for (var table : Feed.text("SELECT relname FROM pg_class WHERE relnamespace = 'analytics'::regnamespace "
        + "AND relkind = 'r' ORDER BY 1").lines().toList()) {
      try (var connection = Feed.connect(); var query = connection.prepareStatement("SELECT count(*) FROM analytics."
          + table + " AS t WHERE position(? IN t::text) > 0 OR position(? IN t::text) > 0")) {
        query.setString(1, id);
        query.setString(2, HexFormat.of().formatHex(id.getBytes(StandardCharsets.UTF_8)));
        var rows = query.executeQuery();
        rows.next();
        if (rows.getLong(1) > 0) {
          found.add(table);
        }
      }
    }
    return found;
  }

  private AcceptedEvent event(int organization, String about, String id, @Nullable String userId, String data) {
    return event(organization, about, id, userId, data, HOUR.plusSeconds(60));
  }

  private AcceptedEvent event(int organization, String about, String id, @Nullable String userId, String data,
      Instant time) {
    return event(organization, about, id, userId, data, time,
        userId == null && data.equals("{}") ? "page.viewed" : "content.engaged");
  }

  private AcceptedEvent event(int organization, String about, String id, @Nullable String userId, String data,
      Instant time, String type) {
    var extensions = new TreeMap<String, Object>();
    if (userId != null) {
      extensions.put("userid", userId);
    }
    if (organization == 1 && user.equals(userId)) {
      extensions.put("session", "of " + user);
    }
    var bytes = data.getBytes(StandardCharsets.UTF_8);
    return new AcceptedEvent(organization, EventCodec.micros(Instant.now()), new CloudEvent(id,
        "forgetting " + user.hashCode(), type, time,
        Subject.find(about), "x", extensions, new JsonSpan(bytes, 0, bytes.length)));
  }
}
