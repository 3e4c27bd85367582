package io.groundswell.ingest.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.ApiKey;
import io.groundswell.ingest.Database;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Keys;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Sender.Reply;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class KeysTest {

  private final Sender admin = Sender.withBootstrapKey();
  private final String name = "app " + UUID.randomUUID().toString().substring(0, 8);

  @Test
  void aNewKeyIsShownOnceAndWorksAtOnce() {
    var made = make("write", "");

    assertThat(made.status()).isEqualTo(201);
    var secret = secret(made);
    assertThat(ApiKey.find(secret)).isNotNull();
    assertThat(made.body().at("/key/kind").asText()).isEqualTo("write");
    assertThat(made.body().at("/key/scopes")).hasSize(1);
    assertThat(Sender.withKey(secret).single(Sender.event()).status()).isEqualTo(202);
    assertThat(Sender.withKey(secret).ask("GET", "/v1/keys", "").status()).isEqualTo(403);
    var list = admin.ask("GET", "/v1/keys", "");
    assertThat(list.body().toString()).contains(id(made)).doesNotContain(ApiKey.find(secret).secret());
    assertThat(Database.ask("SELECT count(*) FROM analytics.api_keys k WHERE k::text LIKE '%"
        + ApiKey.find(secret).secret() + "%'")).isEqualTo("0");
  }

  @Test
  void aKeyThatWasMadeElsewhereWorksAtItsFirstUse() {
    var key = ApiKey.generate(new SecureRandom());
    Keys.insert(key, 1, "write");

    assertThat(Sender.withKey(key.text()).single(Sender.event()).status()).isEqualTo(202);
  }

  @Test
  void inventedKeysAreTurnedAwayAndCostFewLooks() {
    long begun = System.nanoTime();
    for (int i = 0; i < 4; i++) {
      assertThat(Sender.withKey(ApiKey.generate(new SecureRandom()).text()).single(Sender.event()).status())
          .isEqualTo(401);
    }

    // One after the other: each waits for a look of its own, and looks begin half a second apart.
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(1_400));
  }

  @Test
  void aKnownIdWithAnotherSecretIsTurnedAway() {
    var known = ApiKey.find(secret(make("write", "")));
    var forged = new ApiKey(known.id(), ApiKey.generate(new SecureRandom()).secret());

    assertThat(Sender.withKey(forged.text()).single(Sender.event()).problem()).isEqualTo("unauthorized");
    assertThat(Sender.withKey(known.text()).single(Sender.event()).status()).isEqualTo(202);
  }

  @Test
  void aRevokedKeyOpensNothingAnyMore() {
    var made = make("write", "");
    var sender = Sender.withKey(secret(made));
    assertThat(sender.single(Sender.event()).status()).isEqualTo(202);

    assertThat(admin.ask("DELETE", "/v1/keys/" + id(made), "").status()).isEqualTo(204);

    assertThat(sender.single(Sender.event()).status()).as("at once where it was revoked").isEqualTo(401);
    assertThat(admin.ask("DELETE", "/v1/keys/" + id(made), "").status()).isEqualTo(204);
    assertThat(admin.ask("POST", "/v1/keys/" + id(made) + "/rotate", "{}").problem()).isEqualTo("key_not_active");
  }

  @Test
  void anExpiredKeyOpensNothingAnyMore() {
    var made = make("write", ", \"expiresAt\": \"" + Instant.now().plusSeconds(4) + "\"");
    var sender = Sender.withKey(secret(made));
    assertThat(sender.single(Sender.event()).status()).isEqualTo(202);

    await().atMost(Duration.ofSeconds(20)).until(() -> sender.single(Sender.event()).status() == 401);
    assertThat(stateOf(id(made))).isEqualTo("expired");
  }

  @Test
  void aRotationLeavesBothKeysInForceAndThereIsNoThird() {
    var first = make("write", ", \"rateLimit\": 50, \"corsOrigins\": [\"https://app.example\"]");

    var second = admin.ask("POST", "/v1/keys/" + id(first) + "/rotate",
        "{\"oldExpiresAt\": \"" + Instant.now().plusSeconds(60) + "\"}");

    assertThat(second.status()).isEqualTo(201);
    assertThat(second.body().at("/key/name").asText()).isEqualTo(name);
    assertThat(second.body().at("/key/rateLimit").asInt()).isEqualTo(50);
    assertThat(second.body().at("/key/corsOrigins/0").asText()).isEqualTo("https://app.example");
    assertThat(second.body().at("/key/createdBy").asText()).isEqualTo(EdgeBackend.KEY.id());
    assertThat(Sender.withKey(secret(first)).single(Sender.event()).status()).isEqualTo(202);
    assertThat(Sender.withKey(secret(second)).single(Sender.event()).status()).isEqualTo(202);
    assertThat(make("write", "").problem()).isEqualTo("too_many_active_keys");
    assertThat(admin.ask("POST", "/v1/keys/" + id(second) + "/rotate", "{}").problem())
        .isEqualTo("too_many_active_keys");

    admin.ask("DELETE", "/v1/keys/" + id(first), "");

    assertThat(admin.ask("POST", "/v1/keys/" + id(second) + "/rotate", "").status()).isEqualTo(201);
  }

  @Test
  void theLastUseOfAKeyIsNoted() {
    var made = make("write", "");
    var before = Instant.now().minusSeconds(1);

    Sender.withKey(secret(made)).single(Sender.event());

    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(Database.ask(
        "SELECT last_used_at > '" + before + "' FROM analytics.api_keys WHERE key_id = '" + id(made) + "'"))
        .isEqualTo("t"));
  }

  @Test
  void onlyPagesOfAnOriginThatTheKeyListsMayUseIt() {
    var origin = "https://" + UUID.randomUUID() + ".example";
    assertThat(preflight(origin).http().headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    var listed = secret(make("write", ", \"corsOrigins\": [\"" + origin + "\"]"));
    assertThat(preflight(origin).http().headers().firstValue("Access-Control-Allow-Origin")).contains(origin);

    assertThat(allowed(listed, origin)).isEqualTo(origin);
    assertThat(allowed(listed, "https://other.example")).isEmpty();
    assertThat(allowed(EdgeBackend.KEY.text(), origin)).isEmpty();
    var sent = Sender.send(Sender.withKey(listed).events(Sender.SINGLE).header("Origin", origin)
        .POST(HttpRequest.BodyPublishers.ofString(Sender.event())).build());
    assertThat(sent.status()).isEqualTo(202);
    assertThat(sent.http().headers().firstValue("Access-Control-Allow-Origin")).contains(origin);
    assertThat(sent.http().headers().firstValue("Access-Control-Expose-Headers")).hasValueSatisfying(
        exposed -> assertThat(exposed).contains("RateLimit", "Retry-After"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {"kind": "write"}                                              | /name          | is required
      {"name": "a", "kind": "all"}                                   | /kind          | is write, backfill, read or admin
      {"name": " a", "kind": "read"}                                 | /name          | 1 to 64
      {"name": "a", "kind": "read", "rateLimit": 0}                  | /rateLimit     | whole number from 1
      {"name": "a", "kind": "read", "byteLimit": 1.5}                | /byteLimit     | whole number from 1
      {"name": "a", "kind": "read", "expiresAt": "2020-01-01T00:00:00Z"} | /expiresAt | still to come
      {"name": "a", "kind": "read", "corsOrigins": ["*"]}            | /corsOrigins   | origins like
      {"name": "a", "kind": "read", "corsOrigins": "https://a.b"}    | /corsOrigins   | is an array
      {"name": "a", "kind": "read", "stampMissingTime": "yes"}       | /stampMissingTime | true or false
      {"name": "a", "kind": "read", "defaultPlatform": "X"}          | /defaultPlatform | lower-case slug
      {"name": "a", "kind": "read", "userId": "nobody"}              | /userId        | must be a member
      {"name": "a", "kind": "read", "organization": 2}               | ``             | these members and no others
      {"name": "a", "name": "b"}                                     | ``             | not well-formed
      [1]                                                            | ``             | must be a JSON object
      """)
  void saysWhichMemberBreaksWhichRule(String body, String pointer, String rule) {
    var refused = admin.ask("POST", "/v1/keys", body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.contentType()).isEqualTo("application/problem+json");
    assertThat(refused.body().path("pointer").asText()).isEqualTo(pointer);
    assertThat(refused.body().path("detail").asText()).contains(rule);
  }

  private Reply make(String kind, String more) {
    return admin.ask("POST", "/v1/keys", "{\"name\": \"" + name + "\", \"kind\": \"" + kind + "\"" + more + "}");
  }

  private static String secret(Reply made) {
    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    return made.body().path("secret").asText();
  }

  private static String id(Reply made) {
    return made.body().at("/key/id").asText();
  }

  private String stateOf(String id) {
    for (var key : admin.ask("GET", "/v1/keys", "").body().path("keys")) {
      if (key.path("id").asText().equals(id)) {
        return key.path("state").asText();
      }
    }
    return "";
  }

  private static Reply preflight(String origin) {
    return Sender.send(Sender.request("/v1/events").header("Origin", origin)
        .header("Access-Control-Request-Method", "POST").header("Access-Control-Request-Headers", "authorization")
        .method("OPTIONS", HttpRequest.BodyPublishers.noBody()).build());
  }

  private static String allowed(String key, String origin) {
    return Sender.send(Sender.request("/v1/keys").header("Origin", origin).header("X-API-Key", key).build()).http()
        .headers().firstValue("Access-Control-Allow-Origin").orElse("");
  }
}
