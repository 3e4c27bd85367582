package io.groundswell.proof.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.contract.ApiKey;
import io.groundswell.proof.SharedSystem;
import io.groundswell.proof.Whereabouts;
import io.groundswell.proof.isolation.Endpoint.Foreign;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every endpoint × every kind of key × another organisation's ids. An endpoint that is not in the table fails the
/// test.
class IsolationIT {

  private static final List<String> KINDS = List.of("write", "backfill", "read", "admin");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  /// In everything that belongs to the one organisation, and in nothing of the other.
  private static final String MARK = "mark" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);

  private static final Map<String, String> STRANGERS_KEYS = new LinkedHashMap<>();
  private static Whereabouts system;
  private static String ownersKey;
  private static String ownersKeyId;
  private static String record;
  private static String receipt;
  private static String importOfTheOwners;
  private static String webhook;

  private record Answer(int status, String text) {
  }

  @BeforeAll
  static void twoOrganisationsOneWithEverything() throws Exception {
    system = SharedSystem.whereabouts();
    var owners = found(MARK, MARK + "-jo");
    ownersKey = owners.path("secret").asText();
    ownersKeyId = owners.at("/key/id").asText();
    var stranger = found("stranger-" + UUID.randomUUID(), "ann").path("secret").asText();
    for (var kind : KINDS) {
      var made = JSON.readTree(send("ingest", "POST", "/v1/keys",
          "{\"name\": \"matrix " + kind + "\", \"kind\": \"" + kind + "\"}", stranger).text());
      STRANGERS_KEYS.put(kind, made.path("secret").asText());
    }
    importOfTheOwners = JSON.readTree(send("ingest", "POST", "/v1/imports", "{\"name\": \"" + MARK
        + "\", \"kind\": \"csv\", \"mapping\": {}}", ownersKey).text()).path("id").asText();
    var sent = send("ingest", "POST", "/v1/events", """
        {"specversion": "1.0", "id": "1", "source": "%s", "type": "metric.observed", "time": "%s", "subject": "post/%s",
        "platform": "x", "data": {"metrics": {"likes": 1}}}""".formatted(MARK, Instant.now(), MARK), ownersKey);
    assertThat(sent.status()).isEqualTo(202);
    receipt = JSON.readTree(sent.text()).path("receipt").asText("A".repeat(22));
    var told =
        """
        {"specversion": "1.0", "id": "2", "source": "%s", "type": "post.published", "time": "%s", "subject": "post/%s",
        "platform": "x", "userid": "%s-ann", "niche": "%s", "data": {"text": "mark %s", "creator": {"id": "%s", "username": "%s"}}}"""
            .formatted(MARK, Instant.now(), MARK, MARK, MARK, MARK, MARK, MARK);
    assertThat(send("ingest", "POST", "/v1/events", told, ownersKey).status()).isEqualTo(202);
    assertThat(send("metrics", "DELETE", "/v1/users/" + MARK + "-jo", "", ownersKey).status()).isEqualTo(202);
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> send("metrics", "GET", series(), "", ownersKey)
        .status() == 200);
    webhook = JSON.readTree(send("trend", "POST", "/v1/webhooks", "{\"url\": \"https://" + MARK + ".example/\"}",
        ownersKey).text()).at("/webhook/id").asText();
    record = quarantined(owners.at("/organization/id").asInt());
  }

  /// It stands in no books.
  @AfterAll
  static void takeTheRecordAway() throws SQLException {
    try (var connection = system.database().connect(); var statement = connection.createStatement()) {
      statement.execute("DELETE FROM analytics.quarantine WHERE consumer = 'matrix'");
    }
  }

  @Test
  void everyEndpointIsInTheTable() throws IOException {
    for (var service : List.of("ingest", "metrics", "trend")) {
      var classes = SharedSystem.root().resolve(service + "-service/target/classes");
      assertThat(listed(Endpoint.ALL, service)).as(service).containsAll(Routes.ofResources(classes));
      assertThat(listed(Endpoint.OF_THE_ROUTER, service).map(route -> route.substring(route.indexOf(' ') + 1)))
          .as(service).containsAll(Routes.ofTheRouter(classes));
    }
    assertThat(Routes.ofResources(root("ingest"))).contains("DELETE /v1/keys/{id}");
    assertThat(Routes.ofTheRouter(root("ingest"))).contains("/v1/events");
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void withoutAKeyInForceNothingIsSaid(Endpoint endpoint) throws Exception {
    var invented = ApiKey.generate(new SecureRandom());
    for (var key : List.of("", "gsk_nonsense", new ApiKey(ownersKeyId, invented.secret()).text())) {
      var answer = ask(endpoint, key);

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.text()).doesNotContain(MARK);
    }
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void aKeyOpensWhatItsKindIsForAndNothingOfOthers(Endpoint endpoint) throws Exception {
    for (var kind : KINDS) {
      var answer = ask(endpoint, STRANGERS_KEYS.get(kind));

      assertThat(answer.text()).as(kind).doesNotContain(MARK).doesNotContain(ownersKeyId);
      if (!endpoint.kinds().contains(kind)) {
        assertThat(answer.status()).as(kind).isEqualTo(403);
      } else if (endpoint.foreign() == Foreign.OWN) {
        assertThat(answer.status()).as(kind + answer.text()).isIn(200, 202, 400);
      } else {
        assertThat(answer.status()).as(kind + answer.text())
            .isEqualTo(endpoint.foreign() == Foreign.NOT_FOUND ? 404 : 403);
      }
    }
  }

  @Test
  void whatWasTriedChangedNothing() throws Exception {
    for (var endpoint : endpoints().toList()) {
      ask(endpoint, STRANGERS_KEYS.get("admin"));
    }

    var keys = JSON.readTree(send("ingest", "GET", "/v1/keys", "", ownersKey).text()).path("keys");
    assertThat(keys).singleElement().satisfies(key -> assertThat(key.path("state").asText()).isEqualTo("active"));
    assertThat(JSON.readTree(send("trend", "GET", "/v1/webhooks", "", ownersKey).text()).path("webhooks"))
        .singleElement().satisfies(one -> assertThat(one.path("id").asText()).isEqualTo(webhook));
    var members = JSON.readTree(send("ingest", "GET", "/v1/organizations/" + MARK + "/members", "", ownersKey).text());
    assertThat(members.path("members")).singleElement()
        .satisfies(member -> assertThat(member.path("userId").asText()).isEqualTo(MARK + "-jo"));
    assertThat(JSON.readTree(send("metrics", "GET", "/v1/quarantine/" + record, "", ownersKey).text())
        .at("/record/state").asText()).isEqualTo("held");
  }

  private static Stream<Endpoint> endpoints() {
    return Stream.concat(Endpoint.ALL.stream(), Endpoint.OF_THE_ROUTER.stream());
  }

  private static Stream<String> listed(List<Endpoint> endpoints, String service) {
    return endpoints.stream().filter(endpoint -> endpoint.service().equals(service)).map(Endpoint::route);
  }

  private static Path root(String service) {
    return SharedSystem.root().resolve(service + "-service/target/classes");
  }

  private static JsonNode found(String slug, String owner) throws Exception {
    return JSON.readTree(send("ingest", "POST", "/v1/organizations",
        "{\"slug\": \"" + slug + "\", \"owner\": \"" + owner + "\"}", system.key()).text());
  }

  private static String series() {
    var day = Instant.now().truncatedTo(ChronoUnit.DAYS);
    return "/v1/series/post/" + MARK + "/likes?from=" + day + "&to=" + day.plus(1, ChronoUnit.DAYS) + "&bucket=1d";
  }

  /// The id of a record in the organisation's quarantine.
  private static String quarantined(int organization) throws SQLException {
    try (var connection = system.database().connect(); var insert = connection.prepareStatement("""
        INSERT INTO analytics.quarantine (organization_id, consumer, topic, kpartition, koffset, appended_at, key, value,
          reason, detail)
        VALUES (?, 'matrix', 'matrix', 0, ?, now(), NULL, convert_to(?, 'UTF8'), 'not_json', ?) RETURNING id""")) {
      insert.setInt(1, organization);
      insert.setLong(2, System.nanoTime());
      insert.setString(3, MARK);
      insert.setString(4, MARK);
      try (var rows = insert.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  /// With the ids of the other organisation wherever the path takes one.
  private static Answer ask(Endpoint endpoint, String key) throws Exception {
    var path = endpoint.path().replace("{id}", endpoint.path().contains("quarantine") ? record : ownersKeyId)
        .replace("{organization}", MARK).replace("{receipt}", receipt)
        .replace("{import}", importOfTheOwners).replace("{chunk}", "0")
        // Everybody may have somebody of this name forgotten, in their own organisation.
        .replace("{userId}", endpoint.route().startsWith("DELETE /v1/users") ? "nobody" : MARK + "-jo")
        .replace("{platform}", "x").replace("{postId}", MARK).replace("{creatorId}", MARK)
        .replace("{subjectType}", "post").replace("{day}", "2026-01-01").replace("{eventType}", MARK)
        .replace("{genre}", "unheard-of")
        .replace("{webhook}", webhook).replace("{event}", record)
        // Everybody may define a niche of their own.
        .replace("{niche}", endpoint.method().equals("PUT") ? "grabbed" : MARK)
        .replace("{subjectId}", MARK).replace("{metric}", "likes");
    return send(endpoint.service(), endpoint.method(), path + endpoint.query(), endpoint.body(), key);
  }

  private static Answer send(String service, String method, String path, String body, String key) throws Exception {
    var address = switch (service) {
      case "ingest" -> system.ingest();
      case "metrics" -> system.metrics();
      default -> system.trend();
    };
    var request = HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(30))
        .header("Content-Type", "application/json")
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!key.isEmpty()) {
      request.header("X-API-Key", key);
    }
    var response = CLIENT.send(request.build(), BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }
}
