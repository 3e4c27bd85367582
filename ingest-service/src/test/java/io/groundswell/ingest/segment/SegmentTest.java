package io.groundswell.ingest.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Keys;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The tracking API, call by call.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class SegmentTest {

  @Inject
  MeterRegistry meters;

  private final String id = UUID.randomUUID().toString();
  private final String key = key();

  private static String key() {
    Sender.withBootstrapKey();
    return Keys.make(1, Scope.WRITE);
  }

  private String message(String more) {
    return "{\"messageId\":\"" + id + "\",\"timestamp\":\"" + Sender.now() + "\"" + more + "}";
  }

  private Sender.Reply post(String path, String body) {
    var basic = Base64.getEncoder().encodeToString((key + ":").getBytes(StandardCharsets.UTF_8));
    return Sender.send(Sender.request(path).header("Authorization", "Basic " + basic)
        .POST(BodyPublishers.ofString(body)).build());
  }

  private String stored() {
    var records = Topic.recordsWith(Lane.LIVE, id);
    assertThat(records).hasSize(1);
    return Topic.text(records.getFirst());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
      "track    | \"event\":\"Liked\",\"properties\":{\"n\":1.50} | \"type\":\"Liked\" | \"subject\":\"source/segment\" | \"data\":{\"n\":1.50}",
      "page     | \"name\":\"Home\"            | \"type\":\"page.viewed\"     | \"subject\":\"page/Home\"      | \"data\":{\"name\":\"Home\"}",
      "screen   | \"name\":\"Main\"            | \"type\":\"screen.viewed\"   | \"subject\":\"screen/Main\"    | \"data\":{\"name\":\"Main\"}",
      "identify | \"userId\":7,\"traits\":{}   | \"type\":\"user.identified\" | \"userid\":\"7\"               | \"data\":{}",
      "group    | \"groupId\":\"g\"            | \"type\":\"user.grouped\"    | \"subject\":\"source/segment\" | \"data\":{\"groupId\":\"g\"}",
      "alias    | \"previousId\":\"p\"         | \"type\":\"user.aliased\"    | \"subject\":\"source/segment\" | \"data\":{\"previousId\":\"p\"}"})
  void everyCallBecomesAnEvent(String call, String members, String type, String attribute, String data) {
    var reply = post("/v1/" + call, message("," + members));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().toString()).matches("\\{\"success\":true,\"receipt\":\"[A-Za-z0-9_-]{22}\"}");
    assertThat(stored()).contains(type, attribute, data, "\"id\":\"" + id + "\"", "\"platform\":\"web\"");
  }

  @Test
  void theTimeThatTheDeviceToldIsTheEvents() {
    var told = Sender.now().minusSeconds(3_600);

    post("/v1/track", message(",\"event\":\"E\",\"originalTimestamp\":\"" + told + "\",\"sentAt\":\"" + told + "\""));

    assertThat(stored()).contains("\"time\":\"" + told + "\"", "\"senttime\":\"" + told + "\"");
  }

  /// It says something about the sender's clock alone, which is no reason to lose what happened.
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
      "\"yesterday\" | ,\"senttime\":\"yesterday\"", "17 | nothing", "null | nothing"})
  void aTimeOfSendingThatIsNoneCostsNothingButTheMeasuring(String sent, String kept) {
    var reply = post("/v1/track", message(",\"event\":\"E\",\"sentAt\":" + sent));

    assertThat(reply.status()).isEqualTo(200);
    if (kept.equals("nothing")) {
      assertThat(stored()).doesNotContain("senttime");
    } else {
      assertThat(stored()).contains(kept);
    }
  }

  @Test
  void theSourceIsTheApplicationWhereItHasAName() {
    post("/v1/track",
        message(",\"event\":\"E\",\"context\":{\"app\":{\"name\":\"shop\"},\"library\":{\"name\":\"l\"}}"));

    assertThat(stored()).contains("\"source\":\"shop\"", "\"subject\":\"source/shop\"");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
      "\"userId\":\"jo\"                                            | 400 | missing_attribute      | /event",
      "\"event\":\"E\",\"properties\":[1]                           | 400 | unsupported_data       | /properties",
      "\"event\":\"E\",\"timestamp\":\"yesterday\"                  | 400 | invalid_attribute      | /timestamp",
      "\"event\":\"E\",\"timestamp\":null                           | 400 | missing_attribute      | /timestamp",
      "\"event\":\"E\",\"timestamp\":\"2020-01-01T00:00:00Z\"       | 422 | timestamp_out_of_range | /timestamp",
      "\"event\":\"E\",\"userId\":\"a\\u0000\"                      | 400 | invalid_text           | /userId",
      "\"event\":\"E\",\"properties\":{\"a\":\"\\ud800\"}           | 400 | invalid_text           | /properties",
      "\"event\":\"E\",\"properties\":{\"a\":1e400}                 | 400 | number_out_of_range    | /properties",
      "\"event\":\"content.engaged\",\"properties\":{\"action\":1}  | 400 | invalid_data           | /properties/action",
      "\"event\":\"E\",\"integrations\":{\"Groundswell\":{\"subject\":\"x\"}} | 400 | invalid_attribute | /integrations/Groundswell/subject"})
  void whatIsWrongIsNamedAsTheMessageNamesIt(String members, int status, String slug, String pointer) {
    var reply = post("/v1/track", message("," + members));

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.problem()).isEqualTo(slug);
    assertThat(reply.body().path("pointer").asText()).isEqualTo(pointer == null ? "" : pointer);
    assertThat(Topic.recordsWith(Lane.LIVE, id)).isEmpty();
  }

  @Test
  void aBatchSucceedsAndNamesWhatWasRejected() {
    var good = message(",\"type\":\"track\",\"event\":\"E\"");

    var reply = post("/v1/batch", "{\"batch\":[" + good + ",5,{\"type\":\"nod\",\"messageId\":\"m\"}]}");

    assertThat(reply.status()).isEqualTo(200);
    var receipt = reply.body().at("/results/0/receipt").asText();
    assertThat(receipt).hasSize(22);
    assertThat(reply.body().toString().replace(id, "ID").replace(receipt, "RECEIPT")).isEqualTo("""
        {"success":true,"accepted":1,"rejected":2,"results":[{"index":0,"messageId":"ID","status":"accepted",\
        "receipt":"RECEIPT"},{"index":1,"messageId":"","status":"rejected",\
        "problem":{"type":"/problems/invalid_data","title":"Data that does not fit the event type","status":400,\
        "detail":"a message is a JSON object"}},{"index":2,"messageId":"m","status":"rejected",\
        "problem":{"type":"/problems/invalid_attribute","title":"An attribute has the wrong type or shape",\
        "status":400,"detail":"type must be track, page, screen, identify, group or alias","pointer":"/type"}}]}""");
    assertThat(stored()).contains("\"type\":\"E\"");
  }

  @Test
  void aMessageWithoutAnIdHasTheSameOneAgain() {
    var body = message(",\"event\":\"E\",\"sentAt\":\"%s\"").replace("messageId", "anonymousId");
    post("/v1/track", body.replace("%s", "2026-01-01T00:00:00Z"));
    post("/v1/track", body.replace("%s", "2026-01-01T00:00:01Z"));

    var ids = Topic.recordsWith(Lane.LIVE, id).stream()
        .map(stored -> Topic.text(stored).replaceFirst(".*\"id\":\"([0-9a-f]{32})\".*", "$1")).toList();
    assertThat(ids).hasSize(2);
    assertThat(ids.getFirst()).isEqualTo(ids.getLast()).hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "5", "{}{}", "{\"batch\":5}", "{\"batch\":{}}", "{}",
      "{\"batch\":[]}{}", "{\"batch\":[{]}", "{\"context\":{,\"batch\":[]}"})
  void aBodyThatIsNoBatchIsRefusedWhole(String body) {
    assertThat(post("/v1/batch", body).status()).isEqualTo(400);
  }

  @Test
  void aBatchHasAtMostTenThousandMessages() {
    var reply = post("/v1/import/", "{\"batch\":[" + String.join(",", Collections.nCopies(10_001, "1")) + "]}");

    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.problem()).isEqualTo("too_large");
  }

  @Test
  void aSmallBodyThatWouldBecomeALargeOneIsRefused() {
    var message = "{\"type\":\"track\",\"event\":\"E\",\"timestamp\":\"" + Sender.now() + "\"}";
    var context = "\"context\":{\"note\":\"" + "n".repeat(200_000) + "\"}";

    // Each message takes the context along: 2 GB.
    var bomb = post("/v1/batch", "{" + context + ",\"batch\":["
        + String.join(",", Collections.nCopies(10_000, message)) + "]}");
    var batch = post("/v1/batch",
        "{\"batch\":[" + String.join(",", Collections.nCopies(20, message)) + "]," + context + "}");

    assertThat(bomb.status()).isEqualTo(413);
    assertThat(bomb.problem()).isEqualTo("too_large");
    assertThat(bomb.body().path("pointer").asText()).isEqualTo("/batch");
    assertThat(batch.body().path("accepted").asInt()).as(batch.body().toString()).isEqualTo(20);
  }

  @Test
  void aMessageOfNothingButMembersIsRefusedForItself() {
    var members = IntStream.range(0, 130_000).mapToObj(each -> "\"k" + each + "\":0")
        .collect(Collectors.joining(",", ",\"event\":\"E\",\"properties\":{", "}"));

    var alone = post("/v1/track", message(members));
    var inCompany = post("/v1/batch", "{\"batch\":[" + message(",\"type\":\"track\"" + members) + ","
        + message(",\"type\":\"track\",\"event\":\"E\"") + "]}");

    assertThat(alone.status()).isEqualTo(413);
    assertThat(alone.body().path("detail").asText()).contains("250000 names and values");
    assertThat(inCompany.body().path("accepted").asInt()).isEqualTo(1);
    assertThat(inCompany.body().at("/results/0/problem/type").asText()).isEqualTo("/problems/too_large");
    assertThat(stored()).contains("\"type\":\"E\"");
  }

  @Test
  void theKeyMayStandInTheBody() {
    var body = message(",\"event\":\"E\",\"writeKey\":\"" + key + "\"");

    assertThat(unnamed(body).status()).isEqualTo(200);
    assertThat(stored()).doesNotContain(key);
    assertThat(unnamed(body.replace(key, "gsk_other")).status()).isEqualTo(401);
    assertThat(unnamed("{}").status()).isEqualTo(401);
    assertThat(unnamed("{").status()).isEqualTo(401);
    assertThat(unnamed(body.replace(key, Keys.make(1, Scope.READ))).status()).isEqualTo(403);
  }

  @Test
  void theAnswerToAKeyInTheBodyIsThatOfTheKey() {
    var slow = Sender.withBootstrapKey().ask("POST", "/v1/keys",
        "{\"name\":\"" + id + "\",\"kind\":\"write\",\"rateLimit\":1}").body();
    var body = message(",\"event\":\"E\",\"writeKey\":\"" + slow.path("secret").asText() + "\"");
    var batch = "{\"writeKey\":\"" + slow.path("secret").asText() + "\",\"batch\":["
        + String.join(",", Collections.nCopies(60, message(",\"type\":\"track\",\"event\":\"E\""))) + "]}";

    var taken = Sender.send(Sender.request("/v1/batch").POST(BodyPublishers.ofString(batch)).build());
    var refused = unnamed(body);

    assertThat(taken.body().path("accepted").asInt()).isEqualTo(60);
    assertThat(taken.http().headers().firstValue("RateLimit-Policy").orElse("")).startsWith("\"events\";q=2;w=2");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.http().headers().firstValue("RateLimit").orElse("")).startsWith("\"events\";r=0;t=");
    assertThat(Integer.parseInt(refused.http().headers().firstValue("Retry-After").orElse("0"))).isGreaterThan(20);
    assertThat(meters.get("groundswell.intake.refusals").tag("key", slow.at("/key/id").asText())
        .tag("reason", "quota_exceeded").counter().count()).isEqualTo(1);
  }

  @Test
  void theLaneIsAskedForAlsoByAKeyInTheBody() {
    var history = Keys.make(77, Scope.BACKFILL);
    var body = message(",\"event\":\"E\",\"writeKey\":\"" + key + "\"");

    assertThat(unnamed("/v1/track?lane=backfill", body).status()).isEqualTo(403);
    assertThat(unnamed("/v1/track?lane=fast", body).problem()).isEqualTo("invalid_parameter");
    assertThat(unnamed("/v1/track?lain=live", body).problem()).isEqualTo("invalid_parameter");
    // Nobody has declared one, or nobody can say so: here is no metrics-service.
    assertThat(unnamed("/v1/track?lane=backfill", body.replace(key, history)).body().path("detail").asText())
        .contains("range");
    assertThat(Topic.recordsWith(Lane.LIVE, id)).isEmpty();
  }

  @Test
  void aBodyThatNobodyVouchesForIsSmall() {
    var large = message(",\"event\":\"E\",\"writeKey\":\"" + key + "\",\"filler\":\"" + "f".repeat(600_000)
        + "\",\"more\":\"" + "f".repeat(600_000) + "\"");

    var refused = unnamed(large);

    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.body().path("detail").asText()).contains("1048576 bytes");
    assertThat(post("/v1/track", large).status()).isEqualTo(200);
  }

  @Test
  void callsAreMadeByPostOnly() {
    assertThat(Sender.send(Sender.request("/v1/track").GET().build()).status()).isEqualTo(405);
  }

  private static Sender.Reply unnamed(String body) {
    return unnamed("/v1/track", body);
  }

  private static Sender.Reply unnamed(String path, String body) {
    return Sender.send(Sender.request(path).POST(BodyPublishers.ofString(body)).build());
  }
}
