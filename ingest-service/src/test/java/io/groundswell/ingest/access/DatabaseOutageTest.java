package io.groundswell.ingest.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.ApiKey;
import io.groundswell.contract.Lane;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.ingest.Database;
import io.groundswell.ingest.Keys;
import io.groundswell.ingest.MortalServers;
import io.groundswell.ingest.MortalServers.Server;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Topic;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A database that dies and comes back, while events are sent.
@QuarkusTest
@TestProfile(MortalServers.Profile.class)
class DatabaseOutageTest {

  private final Sender sender = Sender.withBootstrapKey();

  @Test
  void theEdgeGoesOnWithTheKeysThatItKnows() {
    var known = Sender.withKey(Keys.make(1, Scope.WRITE));
    var reader = Sender.withKey(Keys.make(1, Scope.READ));
    var source = "outage-" + UUID.randomUUID();
    var before = event(source);
    var during = List.of(event(source), event(source), event(source));
    assertThat(sender.single(before).status()).isEqualTo(202);

    Server.DATABASE.kill();
    try {
      assertThat(sender.single(during.get(0)).status()).isEqualTo(202);
      assertThat(known.batch(List.of(during.get(1))).body().path("accepted").asInt()).isEqualTo(1);
      assertThat(known.post("/v1/events", "application/x-ndjson", during.get(2)).http().body())
          .contains("\"accepted\":1", "\"complete\":true");
      assertThat(reader.single(Sender.event()).status()).as("what a key opens is known, too").isEqualTo(403);
      var stranger = Sender.withKey(ApiKey.generate(new SecureRandom()).text()).single(Sender.event());
      assertThat(stranger.status()).as("who is not known cannot be looked for").isEqualTo(503);
      assertThat(stranger.problem()).isEqualTo("keys_unavailable");
      assertThat(stranger.http().headers().firstValue("Retry-After")).isPresent();
      assertThat(Sender.withKey("nonsense").single(Sender.event()).status()).isEqualTo(401);
      var change = sender.ask("POST", "/v1/keys", "{\"name\": \"now\", \"kind\": \"write\"}");
      assertThat(change.status()).isEqualTo(503);
      assertThat(change.problem()).isEqualTo("database_unavailable");
      var history = sender.ask("POST", "/v1/backfills",
          "{\"from\": \"2020-01-01T00:00:00Z\", \"to\": \"2020-01-02T00:00:00Z\"}");
      assertThat(history.status()).isEqualTo(503);
    } finally {
      Server.DATABASE.revive();
    }

    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
        sender.ask("POST", "/v1/keys", "{\"name\": \"" + UUID.randomUUID() + "\", \"kind\": \"write\"}").status())
        .isEqualTo(201));
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(Database.ask(
        "SELECT sum(accepted) FROM analytics.published_edge_accounting WHERE source = '" + source + "'"))
        .as("what was counted meanwhile is in the books").isEqualTo("4"));
    assertThat(Topic.recordsWith(Lane.LIVE, source)).hasSize(4);
  }

  private static String event(String source) {
    return Sender.event().replace("\"test\"", '"' + source + '"');
  }
}
