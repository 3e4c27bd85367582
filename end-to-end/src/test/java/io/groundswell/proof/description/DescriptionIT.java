package io.groundswell.proof.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.groundswell.contract.Lane;
import io.groundswell.contract.Receipt;
import io.groundswell.contract.ReceiptCodec;
import io.groundswell.contract.Slot;
import io.groundswell.proof.SharedSystem;
import io.groundswell.proof.Whereabouts;
import io.groundswell.proof.description.Operation.Body;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the examples of the descriptions against the running services, and holds what is answered to what is
/// described.
///
/// Where an example cannot be answered as wished, since much would have to happen before, `x-example-status` says
/// which problem it is answered with. In examples, 2026-11-20 stands for yesterday and 2026-11-21 for today. Ids that
/// have to exist are made by [#given]; a description that needs another one adds it there.
class DescriptionIT {

  static final List<String> SERVICES = Description.SERVICES;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String CONSUMER = "described";

  private static final Map<String, String> NOBODYS =
      Map.of("id", "nobodys", "organization", "nobodys", "userId", "nobody", "receipt", "A".repeat(22), "import", "0",
          "chunk", "0");

  private static Whereabouts system;
  private static String organization;

  @BeforeAll
  static void somethingToAskFor() throws Exception {
    system = SharedSystem.whereabouts();
    organization = "described-" + UUID.randomUUID();
    assertThat(send("ingest", "POST", "/v1/organizations", new Body("application/json",
        "{\"slug\": \"" + organization + "\", \"owner\": \"jo\"}"), true).statusCode()).isEqualTo(201);
    for (var subject : List.of("post/described", "creator/described")) {
      send("ingest", "POST", "/v1/events", new Body("application/cloudevents+json", dated("""
          {"specversion": "1.0", "id": "described-%s", "source": "described", "type": "metric.observed",
           "time": "2026-11-20T17:00:00Z", "subject": "%s", "platform": "x", "data": {"metrics": {"likes": 1}}}"""
          .formatted(subject, subject))), true);
    }
    var post = """
        {"specversion": "1.0", "id": "described-post", "source": "described", "type": "post.published",
         "time": "2026-11-20T17:00:00Z", "subject": "post/described-post", "platform": "sora",
         "data": {"text": "A whale", "like_count": 3, "creator": {"id": "described-creator", "username": "jo"}}}""";
    send("ingest", "POST", "/v1/events", new Body("application/cloudevents+json", dated(post)), true);
    send("metrics", "DELETE", "/v1/users/described", new Body("", ""), true);
    await().atMost(Duration.ofSeconds(60)).until(() -> send("metrics", "GET",
        dated("/v1/series/post/described/likes?from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z&bucket=1d"),
        new Body("", ""), true).statusCode() == 200);
    await().atMost(Duration.ofSeconds(60)).until(() -> send("metrics", "GET", "/v1/posts/sora/described-post",
        new Body("", ""), true).statusCode() == 200);
  }

  /// They stand in no books.
  @AfterAll
  static void takeTheRecordsAway() throws SQLException {
    try (var connection = system.database().connect(); var statement = connection.createStatement()) {
      var settled = "consumer = '" + CONSUMER + "' AND state <> 'replaying'";
      await().atMost(Duration.ofSeconds(60)).until(() -> {
        try (var rows = statement.executeQuery("SELECT count(*) FROM analytics.quarantine WHERE consumer = '"
            + CONSUMER + "' AND state = 'replaying'")) {
          rows.next();
          return rows.getLong(1) == 0;
        }
      });
      statement.execute("DELETE FROM analytics.quarantine_audit WHERE quarantine_id IN "
          + "(SELECT id FROM analytics.quarantine WHERE " + settled + ")");
      statement.execute("DELETE FROM analytics.quarantine WHERE " + settled);
      statement.execute("DELETE FROM analytics.insight_registry WHERE insight_key = 'described'");
    }
  }

  @ParameterizedTest
  @FieldSource("SERVICES")
  void everyServiceTellsItsDescriptionToEverybody(String service) throws Exception {
    var http = send(service, "GET", "/openapi.yaml", new Body("", ""), false);
    var topics = send(service, "GET", "/asyncapi.yaml", new Body("", ""), false);

    assertThat(http.statusCode()).isEqualTo(200);
    assertThat(http.body()).isEqualTo(Description.text(service));
    assertThat(topics.body()).isEqualTo(Files.readString(
        SharedSystem.root().resolve("event-contract/src/main/resources/asyncapi.yaml")));
  }

  static Stream<Operation> operations() {
    return SERVICES.stream().flatMap(service -> Description.of(service).operations().stream());
  }

  @ParameterizedTest
  @MethodSource("operations")
  void itsExampleIsAnsweredAsDescribed(Operation operation) throws Exception {
    for (var body : operation.examples()) {
      if (!body.contentType().isEmpty()) {
        assertThat(
            operation.description().faults(operation.schemaOfBody(body), parsed(body.contentType(), body.text())))
            .as("the example of a body of %s does not fit its schema", operation).isEmpty();
      }
      var target = dated(operation.target(given(operation)));

      var answer = send(operation.description().service(), operation.method(), target,
          new Body(body.contentType(), dated(body.text())), operation.needsAKey());

      int problem = operation.node().path("x-example-status").asInt();
      boolean wished = problem == 0 ? answer.statusCode() < 400 : answer.statusCode() == problem;
      assertThat(wished).as("%s is answered %s: %s", operation, answer.statusCode(), answer.body()).isTrue();
      var described = problem == 0 ? operation.response(answer.statusCode())
          : operation.description().tree().at("/components/responses/Problem");
      fits(operation, answer, described);
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void withoutAKeyItIsAnsweredWithTheDescribedProblem(Operation operation) throws Exception {
    if (operation.needsAKey()) {
      var answer = send(operation.description().service(), operation.method(), operation.target(NOBODYS),
          operation.examples().getFirst(), false);

      assertThat(answer.statusCode()).as(operation.toString()).isEqualTo(401);
      fits(operation, answer, operation.description().tree().at("/components/responses/Problem"));
    }
  }

  private static void fits(Operation operation, HttpResponse<String> answer, JsonNode described) throws Exception {
    assertThat(described.isMissingNode()).as("%s is answered %s, which is not described", operation,
        answer.statusCode()).isFalse();
    var contents = described.path("content");
    if (contents.isMissingNode()) {
      assertThat(answer.body()).as("%s has a body that is not described", operation).isEmpty();
      return;
    }
    var type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    assertThat(contents.has(type)).as("%s is answered as %s, which is not described", operation, type).isTrue();
    var value = parsed(type, answer.body());
    assertThat(operation.description().faults(contents.path(type).path("schema"), value))
        .as("%s is answered otherwise than described: %s", operation, answer.body()).isEmpty();
  }

  /// JSON as it is, lines of JSON as an array of them, everything else as text.
  private static JsonNode parsed(String type, String body) throws IOException {
    if (!type.endsWith("ndjson")) {
      return type.endsWith("json") ? JSON.readTree(body) : TextNode.valueOf(body);
    }
    var lines = JSON.createArrayNode();
    for (var line : body.lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  /// Path parameters of things that exist, made anew for who is going to change them.
  private static Map<String, String> given(Operation operation) throws Exception {
    var given = new HashMap<String, String>(Map.of("organization", organization));
    if (operation.path().contains("/v1/keys/{id}")) {
      given.put("id", JSON.readTree(send("ingest", "POST", "/v1/keys", new Body("application/json",
          "{\"name\": \"" + UUID.randomUUID() + "\", \"kind\": \"read\"}"), true).body()).at("/key/id").asText());
    } else if (operation.path().contains("/v1/quarantine/{id}")) {
      given.put("id", quarantined());
    } else if (operation.path().contains("{import}")) {
      given.put("import", importWithAChunk(operation.path().contains("{chunk}")));
      given.put("chunk", "0");
    } else if (operation.path().equals("/v1/niches/{niche}")) {
      send("trend", "PUT", "/v1/niches/described", new Body("application/json", "{}"), true);
    } else if (operation.path().startsWith("/v1/cross-platform/{")) {
      compared();
    } else if (operation.path().equals("/v1/insights")) {
      said();
    } else if (operation.path().contains("{webhook}")) {
      given.put("webhook", webhook());
      given.put("event", "00000000-0000-0000-0000-000000000001");
    } else if (operation.path().contains("{receipt}")) {
      given.put("receipt", receipt());
    } else if (operation.route().equals("DELETE /v1/organizations/{organization}/members/{userId}")) {
      send("ingest", "PUT", "/v1/organizations/" + organization + "/members/ann",
          new Body("application/json", "{\"role\": \"viewer\"}"), true);
    }
    return given;
  }

  /// The id of a new import.
  private static String importWithAChunk(boolean isClaimed) throws Exception {
    var made = JSON.readTree(send("ingest", "POST", "/v1/imports", new Body("application/json",
        "{\"name\": \"described\", \"kind\": \"csv\", \"mapping\": {}}"), true).body()).path("id").asText();
    if (isClaimed) {
      send("ingest", "POST", "/v1/imports/" + made + "/chunks", new Body("application/json",
          "{\"chunks\": [{\"index\": 0, \"part\": \"posts.csv\", \"rows\": 10}]}"), true);
      send("ingest", "POST", "/v1/imports/" + made + "/claim", new Body("application/json",
          "{\"worker\": \"laptop.0\"}"), true);
    }
    return made;
  }

  /// A figure of a post, which trend-service has counted.
  private static void compared() throws Exception {
    await().atMost(Duration.ofSeconds(60)).until(() -> send("trend", "GET", "/v1/cross-platform/post/described",
        new Body("", ""), true).statusCode() == 200);
    insert("""
        INSERT INTO analytics.cross_platform_metrics (computed_at, complete_through, organization_id,
          definition_version, peers, slot, shrunk, value, numerator, denominator, percentile, robust_z, subject_type,
          subject_id, platform, time_window, measure, metric, denominator_name, peer_group)
        VALUES (now(), now(), 1, 1, 1, ?, true, 2, 37, 17, 0.5, NULL, 'post', 'described', 'x', '24h', 'growth', 'likes',
          'likes of the 24h before', 'post, likes of the 24h before 10 to 99') ON CONFLICT DO NOTHING""");
  }

  /// An insight that superseded another.
  private static void said() throws SQLException {
    insert("""
        INSERT INTO analytics.insight_registry (valid_until, begins_at, ends_at, organization_id, version, slot, basis,
          insight_key, kind, subject_type, subject_id, platform, metric, sentence, evidence, difference)
        VALUES (now() + interval '1 day', now(), now(), 1, 2, ?, 0, 'described', 'rose', 'post', 'described', 'x', 'likes',
          'post/described rose on x', '{"verdict": "holds", "from": "2026-11-20T00:00:00Z", "to": "2026-11-20T01:00:00Z",
          "observed": 2}', '{"observed": {"before": 1, "after": 2}}') ON CONFLICT DO NOTHING""");
  }

  /// Of post/described, in its slot.
  private static void insert(String sql) throws SQLException {
    try (var connection = system.database().connect(); var insert = connection.prepareStatement(sql)) {
      insert.setInt(1, Slot.of("1/post/described".getBytes(StandardCharsets.UTF_8)));
      insert.executeUpdate();
    }
  }

  /// The id of a new webhook, that has failed to get an announcement.
  private static String webhook() throws Exception {
    var id = JSON.readTree(send("trend", "POST", "/v1/webhooks", new Body("application/json",
        "{\"url\": \"https://nobody.invalid/\"}"), true).body()).at("/webhook/id").asText();
    try (var connection = system.database().connect(); var insert = connection.prepareStatement("""
        INSERT INTO analytics.webhook_delivery (event_id, webhook_id, organization_id, slot, type, subject_type,
          subject_id, event, state, settled_at)
        VALUES ('00000000-0000-0000-0000-000000000001', ?::uuid, 1, 1, 'trend.started', 'hashtag', 'described', '{}',
          'dead', now())""")) {
      insert.setString(1, id);
      insert.executeUpdate();
    }
    return id;
  }

  /// Of the first record of a partition.
  private static String receipt() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", system.bootstrapServers()))) {
      var topic = admin.describeTopics(List.of(Lane.LIVE.topic())).allTopicNames().get().get(Lane.LIVE.topic())
          .topicId();
      int mark = Receipt.markOf(new UUID(topic.getMostSignificantBits(), topic.getLeastSignificantBits()));
      return new ReceiptCodec(system.pepper().derive("receipts")).write(new Receipt(1, Lane.LIVE, mark, 0, 0));
    }
  }

  /// The id of a new record in the caller's quarantine.
  private static String quarantined() throws SQLException {
    try (var connection = system.database().connect(); var insert = connection.prepareStatement("""
        INSERT INTO analytics.quarantine (organization_id, consumer, topic, kpartition, koffset, appended_at, key, value,
          reason, detail)
        VALUES (1, ?, 'events.v1', 0, ?, now(), NULL, convert_to('{', 'UTF8'), 'not_json', 'made by a test')
        RETURNING id""")) {
      insert.setString(1, CONSUMER);
      insert.setLong(2, System.nanoTime());
      try (var rows = insert.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  private static String dated(String text) {
    var today = LocalDate.now(ZoneOffset.UTC);
    return text.replace("2026-11-20", "{yesterday}").replace("2026-11-21", today.toString())
        .replace("{yesterday}", today.minusDays(1).toString());
  }

  private static HttpResponse<String> send(String service, String method, String target, Body body, boolean withKey)
      throws Exception {
    var address = switch (service) {
      case "ingest" -> system.ingest();
      case "metrics" -> system.metrics();
      default -> system.trend();
    };
    var request = HttpRequest.newBuilder(URI.create(address + target)).timeout(Duration.ofSeconds(40))
        .method(method, body.text().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body.text()));
    if (!body.contentType().isEmpty()) {
      request.header("Content-Type", body.contentType());
    }
    if (withKey) {
      request.header("Authorization", "Bearer " + system.key());
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }
}
