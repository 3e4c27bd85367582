package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.EventCodec;
import io.groundswell.contract.Lane;
import io.groundswell.testkit.ClientWitness;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What people do with records that were set aside.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class QuarantineTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Asker ADMIN = Asker.with(RecordBackend.ADMIN);
  private static final Asker STRANGE_ADMIN = Asker.with(RecordBackend.STRANGE_ADMIN);
  private static final Instant HOUR = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS);

  private final String source = "source-" + UUID.randomUUID();
  private final String subject = "post/" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void pagesFollowEachOtherFromTheLatestOnWithoutAGap() {
    for (int i = 0; i < 7; i++) {
      poison("{");
    }
    var seen = new ArrayList<String>();
    var times = new ArrayList<Instant>();
    var page = READER.get("/v1/quarantine?limit=3&reason=not_json").body();
    while (true) {
      page.get("records").forEach(listed -> {
        seen.add(listed.get("id").asText());
        times.add(Instant.parse(listed.get("quarantinedAt").asText()));
        assertThat(listed.has("value")).isFalse();
      });
      if (!page.has("next")) {
        break;
      }
      assertThat(page.get("records")).hasSize(3);
      page = READER.get("/v1/quarantine?limit=3&reason=not_json&cursor=" + page.get("next").asText()).body();
    }

    assertThat(seen).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(7);
    assertThat((long) seen.size()).isEqualTo(
        Feed.count("SELECT count(*) FROM analytics.quarantine WHERE reason = 'not_json' AND organization_id = 1"));
    assertThat(times).isSortedAccordingTo((one, other) -> other.compareTo(one));
  }

  @Test
  void filtersAreReadAndRefusedByName() {
    poison("{");

    assertThat(READER.get("/v1/quarantine?state=discarded&lane=backfill&from=2026-01-01T00:00:00+01:00").status())
        .isEqualTo(200);
    assertThat(READER.get("/v1/quarantine?to=2020-01-01T00:00:00Z").body().get("records")).isEmpty();
    for (var refused : List.of("limit=0", "limit=abc", "limit=1001", "state=gone", "lane=slow", "cursor=x",
        "from=yesterday", "to=2026-11-20")) {
      var reply = READER.get("/v1/quarantine?" + refused);
      assertThat(reply.status()).as(refused).isEqualTo(400);
      assertThat(reply.problem()).as(refused).isEqualTo("invalid_parameter");
      assertThat(reply.body().get("detail").asText()).startsWith(refused.substring(0, refused.indexOf('=')) + " ");
    }
  }

  @Test
  void aRecordIsShownAsItCame() {
    var id = poison("{\"specversion\": \"1.0\",  \"id\":7}");

    var look = READER.get("/v1/quarantine/" + id).body();

    assertThat(look.at("/value/text").asText()).isEqualTo("{\"specversion\": \"1.0\",  \"id\":7}");
    assertThat(look.at("/key/text").asText()).isEqualTo("1/" + subject);
    assertThat(look.at("/record/state").asText()).isEqualTo("held");
    assertThat(look.at("/record/reason").asText()).isEqualTo("invalid_attribute");
    assertThat(look.get("history")).isEmpty();

    Feed.poison(Lane.LIVE, ("1/" + subject).getBytes(StandardCharsets.UTF_8), new byte[]{(byte) 0xff, 0});
    assertThat(READER.get("/v1/quarantine/" + latest()).body().at("/value/base64").asText()).isEqualTo("/wA=");
  }

  @Test
  void aReplayThatAnOperatorSkippedCanBeReplayedAgain() {
    var id = setAside(event("one", Instant.parse("1990-01-01T00:00:00Z"), "\"likes\":3"));
    Feed.update("UPDATE analytics.quarantine SET state = 'replaying', replay_topic = 'events.v1', "
        + "replay_sent_at = now() - interval '1 s' WHERE id = '" + id + "'");
    var patch = "{\"patch\":{\"time\":\"" + HOUR + "\",\"data\":{\"kind\":null}},\"reason\":\"it was skipped\"}";
    assertThat(ADMIN.post("/v1/quarantine/" + id + "/replay", patch).problem()).isEqualTo("not_held");

    Feed.update("INSERT INTO analytics.skipped_range (consumer, topic, kpartition, from_offset, to_offset, reason) "
        + "VALUES ('metrics-live', 'events.v1', 99, 1, 2, 'a test')");

    assertThat(ADMIN.post("/v1/quarantine/" + id + "/replay", patch).status()).isEqualTo(202);
    awaitOutcome(id, "stored");
    assertThat(values()).containsExactly("3");
  }

  @Test
  void aPatchedRecordIsReplayedAndStoredOnceAndTheBooksClose() {
    var id = setAside(event("one", Instant.parse("1990-01-01T00:00:00Z"), "\"likes\":3"));
    assertThat(totals()).isEqualTo("replayed 0 stored 0 duplicate 0 quarantined 1");

    var taken = ADMIN.post("/v1/quarantine/" + id + "/replay",
        "{\"patch\":{\"time\":\"" + HOUR + "\",\"data\":{\"kind\":null}},\"reason\":\"the sender's clock was reset\"}");

    assertThat(taken.status()).as(taken.text()).isEqualTo(202);
    assertThat(taken.body().get("state").asText()).isEqualTo("replaying");
    awaitOutcome(id, "stored");
    assertThat(values()).containsExactly("3");
    assertThat(totals()).isEqualTo("replayed 1 stored 1 duplicate 0 quarantined 1");
    assertThat(ClientWitness.hasSeen("groundswell-replays")).as("with the operator's properties").isTrue();
    assertThat(READER.get("/v1/accounting").body().get("balanced").asBoolean()).isTrue();

    var history = READER.get("/v1/quarantine/" + id).body().get("history");
    assertThat(history).hasSize(1);
    assertThat(history.at("/0/key").asText()).isEqualTo(RecordBackend.ADMIN.id());
    assertThat(history.at("/0/action").asText()).isEqualTo("replay");
    assertThat(history.at("/0/reason").asText()).isEqualTo("the sender's clock was reset");
    assertThat(history.at("/0/patch/patch/time").asText()).isEqualTo(HOUR.toString());
    assertThat(ADMIN.post("/v1/quarantine/" + id + "/replay", "{}").problem()).isEqualTo("not_held");
    assertThat(Feed.count("SELECT count(*) FROM analytics.quarantine WHERE id = '" + id + "' AND replay_value IS NULL"))
        .as("what was sent is not kept twice").isEqualTo(1);
  }

  @Test
  void whatIsUnreadableIsReplacedByAnEvent() {
    var id = poison("{\"id\":");

    assertThat(ADMIN.post("/v1/quarantine/" + id + "/replay", "{}").body().get("status").asInt()).isEqualTo(422);
    assertThat(ADMIN.post("/v1/quarantine/" + id + "/replay", "{\"patch\":{}}").problem()).isEqualTo("not_replayable");
    var wrong = ADMIN.post("/v1/quarantine/" + id + "/replay", "{\"event\":" + json("one", "soon", 1) + "}");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.body().get("pointer").asText()).isEqualTo("/time");
    var taken = ADMIN.post("/v1/quarantine/" + id + "/replay", "{\"event\":" + json("one", HOUR.toString(), 5) + "}");

    assertThat(taken.status()).as(taken.text()).isEqualTo(202);
    awaitOutcome(id, "stored");
    assertThat(values()).containsExactly("5");
  }

  @Test
  void whatTheTopicWouldRefuseIsRefusedAtOnce() {
    var id = poison("{");

    var reply = ADMIN.post("/v1/quarantine/" + id + "/replay", "{\"event\":" + json("one", HOUR.toString(), 1)
        .replace("metric.observed", "page.viewed")
        .replace("\"likes\":1", "\"text\":[" + "\"0123456789\",".repeat(80_000)
            + "1]")
        + "}");

    assertThat(reply.problem()).as(reply.text()).isIn("not_replayable", "too_large");
    assertThat(READER.get("/v1/quarantine/" + id).body().at("/record/state").asText()).isEqualTo("held");
  }

  @Test
  void whatIsKnownAlreadyEndsAsDuplicateOrConflict() {
    Feed.live(event("one", HOUR, "\"likes\":3"));
    var same = setAside(event("one", Instant.parse("1990-01-01T00:00:00Z"), "\"likes\":3"));
    var other = setAside(event("one", Instant.parse("1990-01-02T00:00:00Z"), "\"likes\":4"));

    for (var id : List.of(same, other)) {
      ADMIN.post("/v1/quarantine/" + id + "/replay", "{\"patch\":{\"time\":\"" + HOUR + "\"}}");
    }

    awaitOutcome(same, "duplicate");
    awaitOutcome(other, "conflict");
    assertThat(values()).containsExactly("3");
    assertThat(totals()).isEqualTo("replayed 2 stored 1 duplicate 2 quarantined 2");
  }

  @Test
  void whatStillCannotBeStoredIsSetAsideAgain() {
    var id = setAside(event("one", Instant.parse("1990-01-01T00:00:00Z"), "\"likes\":3"));

    ADMIN.post("/v1/quarantine/" + id + "/replay", "{}");

    awaitOutcome(id, "quarantined");
    assertThat(totals()).isEqualTo("replayed 1 stored 0 duplicate 0 quarantined 2");
    var again = READER.get("/v1/quarantine/" + latest()).body();
    assertThat(again.at("/record/state").asText()).isEqualTo("held");
    assertThat(again.at("/record/reason").asText()).isEqualTo("outside_declared_range");
  }

  @Test
  void aReplayThatWasSentTwiceSettlesItsRecordOnce() {
    var id = setAside(event("one", Instant.parse("1990-01-01T00:00:00Z"), "\"likes\":3"));
    Feed.update("UPDATE analytics.quarantine SET state = 'replaying', replay_sent_at = now() WHERE id = '" + id + "'");
    var marked = marked(id, event("one", HOUR, "\"likes\":3"));

    Feed.live(marked, marked);
    Feed.live(marked);

    awaitOutcome(id, "stored");
    assertThat(values()).containsExactly("3");
    assertThat(totals()).isEqualTo("replayed 3 stored 1 duplicate 2 quarantined 1");
  }

  @Test
  void aReplayOfAnotherOrganisationsRecordSettlesNothing() {
    var id = setAside(event("one", Instant.parse("1990-01-01T00:00:00Z"), "\"likes\":3"));
    Feed.update("UPDATE analytics.quarantine SET state = 'replaying', replay_sent_at = now() WHERE id = '" + id + "'");
    var event = Feed.event(2, subject, "x", "one", HOUR, "metric.observed", "{\"metrics\":{\"likes\":1}}");

    Feed.live(marked(id, event));

    assertThat(READER.get("/v1/quarantine/" + id).body().at("/record/state").asText()).isEqualTo("replaying");
  }

  @Test
  void whatLiesWaitingInTheOutboxIsSentByWhoeverFindsIt() {
    var id = setAside(event("one", Instant.parse("1990-01-01T00:00:00Z"), "\"likes\":3"));
    var replacement = new String(EventCodec.encode(marked(id, event("one", HOUR, "\"likes\":3"))),
        StandardCharsets.UTF_8);

    // As a replica left it that was killed after its commit.
    Feed.update("UPDATE analytics.quarantine SET state = 'replaying', changed_at = now(), replay_topic = 'events.v1', "
        + "replay_key = convert_to('1/" + subject + "', 'UTF8'), replay_value = convert_to('" + replacement
        + "', 'UTF8') WHERE id = '" + id + "'");

    awaitOutcome(id, "stored");
  }

  @Test
  void aRecordIsDiscardedForAReasonAndStaysInTheBooks() {
    var id = poison("{");
    long before = Feed.count("SELECT count(*) FROM analytics.quarantine");

    for (var body : List.of("{}", "{\"reason\":\" \"}", "")) {
      assertThat(ADMIN.post("/v1/quarantine/" + id + "/discard", body).body().get("detail").asText()).as(body)
          .startsWith("reason ");
    }
    var discarded = ADMIN.post("/v1/quarantine/" + id + "/discard", "{\"reason\":\"a test of the sender\"}");

    assertThat(discarded.body().get("state").asText()).isEqualTo("discarded");
    assertThat(READER.get("/v1/quarantine/" + id).body().at("/history/0/reason").asText())
        .isEqualTo("a test of the sender");
    assertThat(ADMIN.post("/v1/quarantine/" + id + "/discard", "{\"reason\":\"again\"}").status()).isEqualTo(409);
    assertThat(Feed.count("SELECT count(*) FROM analytics.quarantine")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "7", "{", "{\"patch\":7}", "{\"event\":[]}", "{\"patch\":{},\"event\":{}}",
      "{\"why\":1}",
      "{\"patch\":{\"organization\":\"2\"}}", "{\"event\":{\"receivedtime\":\"2026-01-01T00:00:00Z\"}}",
      "{\"patch\":{\"replayof\":\"x\"}}", "{\"reason\":7}", "{\"reason\":\"\\u0000\"}", "{\"patch\":{},\"patch\":{}}",
      "{\"patch\":{\"data\":{\"a\\u0000\":null}}}", "{\"event\":{\"a\":[\"\\u0000\"]}}"})
  void bodiesThatMeanNothingAreRefused(String body) {
    var id = poison("{");

    var reply = ADMIN.post("/v1/quarantine/" + id + "/replay", body);

    assertThat(reply.status()).as(reply.text()).isEqualTo(400);
    assertThat(READER.get("/v1/quarantine/" + id).body().at("/record/state").asText()).isEqualTo("held");
  }

  @Test
  void changesNeedAnAdminAndNobodySeesAnotherOrganisationsRecords() {
    var id = poison("{");
    var nothing = "{\"reason\":\"mine now\"}";
    var unknown = STRANGE_ADMIN.get("/v1/quarantine/" + UUID.randomUUID()).text();

    assertThat(READER.post("/v1/quarantine/" + id + "/replay", "{}").status()).isEqualTo(403);
    assertThat(READER.post("/v1/quarantine/" + id + "/discard", nothing).status()).isEqualTo(403);
    assertThat(Asker.with(RecordBackend.WRITER).get("/v1/quarantine/" + id).status()).isEqualTo(403);
    assertThat(Asker.with(null).post("/v1/quarantine/" + id + "/discard", nothing).status()).isEqualTo(401);
    assertThat(STRANGE_ADMIN.get("/v1/quarantine/" + id).text()).isEqualTo(unknown);
    assertThat(STRANGE_ADMIN.post("/v1/quarantine/" + id + "/replay", "{}").text()).isEqualTo(unknown);
    assertThat(STRANGE_ADMIN.post("/v1/quarantine/" + id + "/discard", nothing).text()).isEqualTo(unknown);
    assertThat(STRANGE_ADMIN.get("/v1/quarantine/no-id").text()).isEqualTo(unknown);
    assertThat(STRANGE_ADMIN.get("/v1/quarantine?limit=1000").text()).doesNotContain(id);
    assertThat(READER.get("/v1/quarantine/" + id).body().at("/record/state").asText()).isEqualTo("held");
  }

  @Test
  void aRecordOfNobodyIsShownToAdminsWithoutItsPayloadAndCannotBeChanged() {
    Feed.poison(Lane.LIVE, subject.getBytes(StandardCharsets.UTF_8), "nobody's".getBytes(StandardCharsets.UTF_8));
    var id = Feed.text("SELECT id FROM analytics.quarantine WHERE key = '" + subject + "'::bytea").strip();

    assertThat(ADMIN.get("/v1/quarantine?limit=1000").text()).contains(id);
    var look = ADMIN.get("/v1/quarantine/" + id);
    assertThat(look.body().at("/record/reason").asText()).isEqualTo("not_json");
    assertThat(look.body().has("value")).isFalse();
    assertThat(look.body().has("key")).isFalse();
    assertThat(READER.get("/v1/quarantine/" + id).status()).isEqualTo(404);
    assertThat(READER.get("/v1/quarantine?limit=1000").text()).doesNotContain(id);
    assertThat(ADMIN.post("/v1/quarantine/" + id + "/discard", "{\"reason\":\"mine\"}").status()).isEqualTo(404);
  }

  private void awaitOutcome(String id, String outcome) {
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
      JsonNode listed = READER.get("/v1/quarantine/" + id).body().get("record");
      assertThat(listed.path("state").asText() + " " + listed.path("outcome").asText())
          .isEqualTo("replayed " + outcome);
    });
  }

  private List<String> values() {
    return READER.get("/v1/series/" + subject + "/likes?from=" + HOUR + "&to=" + HOUR.plusSeconds(3_600) + "&bucket=1h")
        .values();
  }

  private String totals() {
    return Feed
        .text("SELECT 'replayed ' || sum(replayed) || ' stored ' || sum(stored) || ' duplicate ' || sum(duplicate) "
            + "|| ' quarantined ' || sum(quarantined) FROM analytics.accounting WHERE source = '" + source + "'")
        .strip();
  }

  private String poison(String value) {
    Feed.poison(Lane.LIVE, ("1/" + subject).getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    return latest();
  }

  private String setAside(AcceptedEvent event) {
    Feed.live(event);
    return latest();
  }

  private String latest() {
    return Feed.text("SELECT id FROM analytics.quarantine WHERE key = '1/" + subject + "'::bytea "
        + "ORDER BY quarantined_at DESC LIMIT 1").strip();
  }

  private String json(String id, String time, int likes) {
    return """
        {"specversion":"1.0","id":"%s","source":"%s","type":"metric.observed","time":"%s","subject":"%s","platform":"x",\
        "data":{"metrics":{"likes":%d}}}""".formatted(id, source, time, subject, likes);
  }

  private AcceptedEvent event(String id, Instant time, String metrics) {
    var about = Feed.observed(subject, id, time, "delta", metrics);
    var event = about.event();
    return new AcceptedEvent(1, about.receivedAt(), new CloudEvent(id, source, event.type(), time, event.subject(), "x",
        event.extensions(), event.data()));
  }

  private static AcceptedEvent marked(String id, AcceptedEvent accepted) {
    var event = accepted.event();
    var extensions = new TreeMap<String, Object>(event.extensions());
    extensions.put(CloudEvent.REPLAY_OF, id);
    return new AcceptedEvent(accepted.organization(), accepted.receivedAt(), new CloudEvent(event.id(), event.source(),
        event.type(), event.time(), event.subject(), event.platform(), extensions, event.data()));
  }
}
