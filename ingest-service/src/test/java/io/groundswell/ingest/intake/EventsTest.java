package io.groundswell.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.ApiKey;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Pepper;
import io.groundswell.contract.ReceiptCodec;
import io.groundswell.contract.Slot;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Keys;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Topic;
import io.groundswell.testkit.RealBackend;
import io.groundswell.testkit.TestKafka;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The answers of the edge to well-formed and half-formed requests.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class EventsTest {

  private final Sender sender = Sender.withBootstrapKey();

  @Test
  void anAcceptedEventLiesOnTheTopicInItsCanonicalForm() {
    var id = UUID.randomUUID().toString();
    var time = Sender.now();

    var reply = sender.single(Sender.event(id, time));

    var records = Topic.recordsWith(Lane.LIVE, id);
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.contentType()).isEqualTo("application/json");
    assertThat(reply.body().toString())
        .matches("\\{\"id\":\"" + id + "\",\"status\":\"accepted\",\"receipt\":\"[\\w-]{22}\"}");
    assertThat(records).hasSize(1);
    var stored = records.getFirst();
    assertThat(stored.key()).asString(StandardCharsets.UTF_8).isEqualTo("1/hashtag/foo");
    assertThat(stored.partition()).isEqualTo(Slot.of(stored.key()) % Lane.PARTITIONS);
    assertThat(stored.headers()).isEmpty();
    assertThat(Topic.text(stored)).matches("""
        \\{"specversion":"1.0","id":"%s","source":"test","type":"metric.observed","time":"%s",\
        "subject":"hashtag/foo","platform":"x","organization":"1","receivedtime":"[^"]+","schemaversion":"1",\
        "data":\\{"metrics":\\{"likes":3}}}""".replaceFirst("%s", id).replaceFirst("%s", time.toString()));
    assertThat(Instant.ofEpochMilli(stored.timestamp())).isAfterOrEqualTo(time);
  }

  @Test
  void aBatchIsAnsweredEventByEvent() {
    var good = UUID.randomUUID().toString();
    var late = UUID.randomUUID().toString();

    var reply = sender.batch(List.of(Sender.event(good, Sender.now()), "5",
        Sender.event(late, Instant.parse("2020-01-01T00:00:00Z"))));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().toString().replaceFirst("[\\w-]{22}(?=\"},\\{\"index\":1)", "RECEIPT")).isEqualTo("""
        {"accepted":1,"rejected":2,"results":[{"index":0,"id":"%s","status":"accepted",\
        "receipt":"RECEIPT"},{"index":1,"id":"","status":"rejected","problem":{"type":"/problems/not_a_cloud_event",\
        "title":"Not a CloudEvent 1.0","status":400,"detail":"a member of a batch is a JSON object"}},\
        {"index":2,"id":"%s","status":"rejected","problem":{"type":"/problems/timestamp_out_of_range",\
        "title":"Event time outside of what the lane accepts","status":422,\
        "detail":"time lies more than 7 days before receipt; history goes through the backfill lane",\
        "pointer":"/time"}}]}""".replaceFirst("%s", good).replaceFirst("%s", late));
    assertThat(Topic.recordsWith(Lane.LIVE, good)).hasSize(1);
    assertThat(Topic.recordsWith(Lane.LIVE, late)).isEmpty();
  }

  @Test
  void aReceiptSaysWhereTheEventLies() {
    var codec = new ReceiptCodec(Pepper.of(RealBackend.PEPPER).derive(ReceiptCodec.PEPPER_LABEL));
    var ids = Stream.generate(() -> UUID.randomUUID().toString()).limit(3).toList();

    var reply = sender.batch(List.of(Sender.event(ids.get(0), Sender.now()), "{}",
        Sender.event(ids.get(1), Sender.now()).replace("hashtag/foo", "hashtag/bar"),
        Sender.event(ids.get(2), Sender.now()).replace("hashtag/foo", "hashtag/baz"))).body();

    for (int i = 0; i < 3; i++) {
      var receipt = codec.find(reply.at("/results/" + (i == 0 ? 0 : i + 1) + "/receipt").asText());
      var record = Topic.recordsWith(Lane.LIVE, ids.get(i)).getFirst();
      assertThat(receipt).isNotNull();
      assertThat(receipt.organization()).isEqualTo(1);
      assertThat(receipt.lane()).isEqualTo(Lane.LIVE);
      assertThat(receipt.partition()).isEqualTo(record.partition());
      assertThat(receipt.offset()).isEqualTo(record.offset());
    }
    assertThat(reply.at("/results/1").has("receipt")).isFalse();
  }

  @Test
  void checkingAnswersTheSameAndStoresNothing() {
    var id = UUID.randomUUID().toString();
    var events = List.of(Sender.event(id, Sender.now()), "5", "{}");

    var checked = sender.post("/v1/events:validate", Sender.BATCH, "[" + String.join(",", events) + "]");
    var one = sender.post("/v1/events:validate", Sender.SINGLE, events.getFirst());
    var bad = sender.post("/v1/events:validate", Sender.SINGLE, "{}");

    assertThat(Topic.recordsWith(Lane.LIVE, id)).isEmpty();
    assertThat(checked.status()).isEqualTo(200);
    assertThat(checked.body().toString())
        .isEqualTo(sender.batch(events).body().toString().replaceFirst(",\"receipt\":\"[\\w-]{22}\"", ""));
    assertThat(one.status()).isEqualTo(202);
    assertThat(one.body()).hasToString("{\"id\":\"" + id + "\",\"status\":\"accepted\"}");
    assertThat(bad.status()).isEqualTo(400);
    assertThat(sender.ask("GET", "/v1/events:validate", "").status()).isEqualTo(405);
    assertThat(sender.post("/v1/events:validate", "application/x-ndjson", events.getFirst()).body().path("detail")
        .asText()).as("lines are taken, and not checked").contains("application/json").doesNotContain("ndjson");
    assertThat(sender.post("/v1/events:validates", Sender.SINGLE, "{}").status()).isEqualTo(404);
    assertThat(Sender.withKey("nobody").post("/v1/events:validate", Sender.SINGLE, "{}").status()).isEqualTo(401);
  }

  /// Answers land in logs and on screens: of what was sent they say which member breaks which rule, and nothing else.
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      "1.0"              | "c4n4ry"
      "test"             | "c4n4ry\\u0001"
      "metric.observed"  | "c4n4ry\\ud800"
      "time":"           | "time":"c4n4ry
      "hashtag/foo"      | "c4n4ry"
      "x"                | "c4n4ry c4n4ry"
      "platform":        | "c4n4ry c4n4ry":1,"platform":
      "platform":        | "sampledrate":"c4n4ry","platform":
      {"metrics"         | {"kind":"c4n4ry","metrics"
      "likes":3          | "likes":"c4n4ry"
      "likes":3          | "c4n4ry c4n4ry":3
      {"likes":3}        | {"likes":3},"c4n4ry\\u0000":1
      {"likes":3}        | {"likes":3},"x":"c4n4ry\\u0000"
      {"metrics":{"likes":3}} | "c4n4ry"
      {"metrics":{"likes":3}} | {"metrics":{"likes":c4n4ry}}
      """)
  void nothingThatWasSentIsEchoed(String part, String instead) {
    var event = Sender.event().replace(part, instead);

    for (var reply : List.of(sender.single(event), sender.batch(List.of(event, event)),
        sender.post("/v1/events", "application/json", event),
        sender.post("/v1/events", "application/x-ndjson", event))) {
      assertThat(reply.http().body()).contains("/problems/").doesNotContain("c4n4ry");
      assertThat(reply.http().headers().map().toString()).doesNotContain("c4n4ry");
    }
  }

  @Test
  void aBatchOfOnlyBadEventsIsAnsweredAllTheSame() {
    var reply = sender.batch(List.of("{}", "null"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().path("accepted").asInt()).isZero();
    assertThat(reply.body().path("rejected").asInt()).isEqualTo(2);
  }

  @Test
  void anEmptyBatchIsABatch() {
    assertThat(sender.batch(List.of()).body()).hasToString("{\"accepted\":0,\"rejected\":0,\"results\":[]}");
  }

  @Test
  void plainJsonIsTakenAsAnEventOrAsABatch() {
    assertThat(sender.post("/v1/events", "application/json", Sender.event()).status()).isEqualTo(202);
    assertThat(sender.post("/v1/events", "application/json", " [" + Sender.event() + "]").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
      "\"id\":\"%s\",           |                          | 400 | missing_attribute      | /id",
      "\"source\":\"test\",     |                          | 400 | missing_attribute      | /source",
      "\"type\":\"metric.observed\", |                     | 400 | missing_attribute      | /type",
      "\"time\":\"%t\",         |                          | 400 | missing_attribute      | /time",
      "\"specversion\":\"1.0\", |                          | 400 | not_a_cloud_event      | /specversion",
      "\"1.0\"                  | \"0.3\"                  | 400 | not_a_cloud_event      | /specversion",
      "\"test\"                 | 7                        | 400 | invalid_attribute      | /source",
      "\"test\"                 | \"a\\u0000\"            | 400 | invalid_text           | /source",
      "\"test\"                 | \"a\\ud800\"            | 400 | invalid_text           | /source",
      "\"%t\"                   | \"yesterday\"            | 400 | invalid_attribute      | /time",
      "%t                       | 2020-01-01T00:00:00Z     | 422 | timestamp_out_of_range | /time",
      "%t                       | 2120-01-01T00:00:00Z     | 422 | timestamp_out_of_range | /time",
      "\"platform\":\"x\"       | \"organization\":\"2\"   | 400 | reserved_attribute     | /organization",
      "\"platform\":\"x\"       | \"platform\":\"x\",\"platform\":\"y\" | 400 | duplicate_attribute | /platform",
      "\"likes\":3              | \"likes\":1e400          | 400 | number_out_of_range    | /data",
      "\"likes\":3              | \"likes\":1e15           | 400 | number_out_of_range    | /data/metrics",
      "\"likes\":3              | \"li\\u0000kes\":3       | 400 | invalid_text           | /data",
      "\"likes\":3              | \"likes\":3,\"note\":\"\\udc00\" | 400 | invalid_text | /data",
      "\"likes\":3              | \"likes\":\"3\"          | 400 | invalid_data           | /data/metrics",
      "{\"metrics\":{\"likes\":3}} | 5                     | 400 | unsupported_data       | /data",
      "}}}                      | }}                       | 400 | not_json               |"})
  void aSingleBadEventIsAnsweredWithItsOwnProblem(String part, String instead, int status, String slug,
      String pointer) {
    var id = UUID.randomUUID().toString();
    var time = Sender.now();
    var wrong = part.strip().replace("%s", id).replace("%t", time.toString());

    var reply = sender.single(Sender.event(id, time).replace(wrong, instead == null ? "" : instead.strip()));

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.contentType()).isEqualTo("application/problem+json");
    assertThat(reply.problem()).isEqualTo(slug);
    assertThat(reply.body().path("status").asInt()).isEqualTo(status);
    assertThat(reply.body().path("pointer").asText()).isEqualTo(pointer == null ? "" : pointer);
    assertThat(Topic.recordsWith(Lane.LIVE, id)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "nonsense", "[1,2", "{}{}", "\"text\"", "\u0000"})
  void whatIsNotJsonIsRefusedWhole(String body) {
    assertThat(sender.post("/v1/events", Sender.SINGLE, body).status()).isEqualTo(400);
    assertThat(sender.post("/v1/events", Sender.BATCH, body).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/xml", "application/cloudevents+xml", "application/json;charset=latin1"})
  void otherFormsAreNotTaken(String contentType) {
    var reply = sender.post("/v1/events", contentType, Sender.event());

    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.problem()).isEqualTo("unsupported_media_type");
  }

  @Test
  void aBodyWithoutATypeIsNotTaken() {
    var untyped = Sender.request("/v1/events").header("X-API-Key", EdgeBackend.KEY.text());

    assertThat(Sender.send(untyped.POST(BodyPublishers.ofString(Sender.event())).build()).status()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lane=dead", "lane=", "lane=live&lane=live", "lane=LIVE"})
  void thereAreTwoLanesOnly(String query) {
    var reply = sender.post("/v1/events?" + query, Sender.SINGLE, Sender.event());

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.problem()).isEqualTo("invalid_parameter");
  }

  @Test
  void aMisspeltParameterIsNamed() {
    var misspelt = sender.post("/v1/events?lanes=backfill", Sender.SINGLE, Sender.event());
    var garbage = sender.post("/v1/events?%3Cscript%3E=1", Sender.SINGLE, Sender.event());

    for (var reply : List.of(misspelt, garbage)) {
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.problem()).isEqualTo("invalid_parameter");
    }
    assertThat(misspelt.body().path("detail").asText()).isEqualTo("lanes is unknown here; there are: lane");
    assertThat(garbage.body().path("detail").asText()).isEqualTo("a parameter is unknown here; there are: lane");
  }

  @Test
  void theLiveLaneCanBeNamed() {
    assertThat(sender.post("/v1/events?lane=live", Sender.SINGLE, Sender.event()).status()).isEqualTo(202);
  }

  @Test
  void eventsAreSentByPostOnly() {
    var reply = Sender.send(Sender.request("/v1/events").GET().build());

    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.http().headers().firstValue("Allow")).contains("POST");
    assertThat(reply.problem()).isEqualTo("method_not_allowed");
  }

  @Test
  void nobodySendsWithoutAValidKey() {
    var none = Sender.request("/v1/events").header("Content-Type", Sender.SINGLE);
    var mistyped = Sender.withKey(EdgeBackend.KEY.text().replace("aaa", "aab")).single(Sender.event());
    var unknown = Sender.withKey(ApiKey.generate(new SecureRandom()).text()).single(Sender.event());

    var missing = Sender.send(none.POST(BodyPublishers.ofString(Sender.event())).build());

    for (var reply : List.of(missing, mistyped, unknown)) {
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.problem()).isEqualTo("unauthorized");
      assertThat(reply.http().headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }
  }

  @Test
  void aKeyOpensWhatItsScopesSay() {
    assertThat(Sender.withKey(Keys.make(1, Scope.WRITE)).single(Sender.event()).status()).isEqualTo(202);
    assertThat(Sender.withKey(Keys.make(1, Scope.ADMIN)).single(Sender.event()).status()).isEqualTo(202);
    var reader = Sender.withKey(Keys.make(1, Scope.READ, Scope.BACKFILL)).single(Sender.event());
    assertThat(reader.status()).isEqualTo(403);
    assertThat(reader.problem()).isEqualTo("forbidden");
  }

  @Test
  void theOrganizationComesFromTheKey() {
    var id = UUID.randomUUID().toString();

    Sender.withKey(Keys.make(42, Scope.WRITE))
        .single(Sender.event(id, Sender.now()).replace("\"platform\":\"x\",", ""));

    var stored = Topic.recordsWith(Lane.LIVE, id).getFirst();
    assertThat(stored.key()).asString(StandardCharsets.UTF_8).startsWith("42/");
    assertThat(Topic.text(stored)).contains("\"platform\":\"web\",\"organization\":\"42\"");
  }

  @Test
  void anEventThatIsTooLargeDoesNotCostItsBatch() {
    var large = Sender.event().replace("\"data\":{", "\"data\":{\"note\":\"" + "n".repeat(256 << 10) + "\",");

    var batch = sender.batch(List.of(Sender.event(), large));
    var alone = sender.single(large);

    assertThat(batch.body().path("accepted").asInt()).isEqualTo(1);
    assertThat(batch.body().at("/results/1/problem/type").asText()).isEqualTo("/problems/too_large");
    assertThat(alone.status()).isEqualTo(413);
    assertThat(alone.problem()).isEqualTo("too_large");
  }

  @Test
  void whatTheBrokerFindsTooLargeIsRejectedForItself() throws Exception {
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, Lane.LIVE.topic());
    var limit = new ConfigEntry("max.message.bytes", "100000");
    // Random, since the broker measures what is left after compression.
    var noise = new byte[120_000];
    new Random(1).nextBytes(noise);
    var large = Sender.event().replace("\"data\":{",
        "\"data\":{\"note\":\"" + Base64.getEncoder().encodeToString(noise) + "\",");
    try (var admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
      admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET)))).all()
          .get();
      try {
        var reply = sender.batch(List.of(Sender.event(), large, Sender.event()));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().path("accepted").asInt()).isEqualTo(2);
        assertThat(reply.body().at("/results/1/problem/type").asText()).isEqualTo("/problems/too_large");
      } finally {
        admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.DELETE))))
            .all()
            .get();
      }
    }
  }

  @Test
  void aBatchHasAtMostTenThousandEvents() {
    var reply = sender.batch(Collections.nCopies(10_001, "1"));

    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.problem()).isEqualTo("too_large");
    assertThat(sender.batch(Collections.nCopies(10_000, Sender.event())).body().path("accepted").asInt())
        .isEqualTo(10_000);
  }

  @Test
  void aBodyThatIsTooLargeIsNotReadToItsEnd() {
    var body = new byte[(8 << 20) + 1];
    var request = Sender.request("/v1/events").header("X-API-Key", EdgeBackend.KEY.text())
        .header("Content-Type", Sender.BATCH);
    var declared = Sender.send(request.copy().POST(BodyPublishers.ofByteArray(body)).build());
    var chunked = Sender.send(request.copy()
        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))).build());

    for (var reply : List.of(declared, chunked)) {
      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.problem()).isEqualTo("too_large");
      assertThat(reply.http().headers().firstValue("Connection")).contains("close");
    }
  }

  @Test
  void askingBeforeSendingWorks() {
    var reply = Sender.send(Sender.request("/v1/events").header("X-API-Key", EdgeBackend.KEY.text())
        .header("Content-Type", Sender.SINGLE).expectContinue(true)
        .POST(BodyPublishers.ofString(Sender.event())).build());

    assertThat(reply.status()).isEqualTo(202);
  }
}
