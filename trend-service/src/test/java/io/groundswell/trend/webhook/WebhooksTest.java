package io.groundswell.trend.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.contract.ApiKey;
import io.groundswell.trend.Answers;
import io.groundswell.trend.TrendBackend;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Announcements of the running service to a server of the test.
@QuarkusTest
@QuarkusTestResource(TrendBackend.class)
class WebhooksTest {

  private static final ApiKey ADMIN = TrendBackend.ADMIN;

  @Inject
  Pool pool;

  @BeforeEach
  void awaitReady() {
    Answers.untilReady();
  }

  @AfterEach
  void deleteAll() {
    Answers.get(ADMIN, "/v1/webhooks").body().path("webhooks")
        .forEach(one -> Answers.call(ADMIN, "DELETE", "/v1/webhooks/" + one.path("id").asText(), ""));
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(60));
  }

  private static JsonNode create(String url, String types) {
    var made = Answers.call(ADMIN, "POST", "/v1/webhooks", "{\"url\": \"" + url + "\"" + types + "}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.body();
  }

  private UUID announce(int organization, String type) {
    var id = UUID.randomUUID();
    pool.preparedQuery("INSERT INTO analytics.trend_outbox (event_id, organization_id, slot, subject_type, subject_id, "
        + "type, event) VALUES ($1, $2, 1, 'hashtag', 'hooked', $3, $4)")
        .execute(Tuple.of(id, organization, type, "{\"id\":\"" + id + "\",\"text\":\"größer\"}"))
        .toCompletionStage().toCompletableFuture().join();
    return id;
  }

  private static JsonNode deliveries(String webhook, String query) {
    return Answers.get(ADMIN, "/v1/webhooks/" + webhook + "/deliveries" + query).body().path("deliveries");
  }

  @Test
  void whatIsAnnouncedArrivesOnceSignedUnderTheIdOfTheTopic() throws Exception {
    try (var receiver = new Receiver(n -> 204)) {
      var made = create(receiver.url(), ", \"types\": [\"trend.started\", \"trend.ended\"]");
      var secret = made.path("secret").asText();
      assertThat(Answers.get(ADMIN, "/v1/webhooks").text()).doesNotContain(secret).doesNotContain("whsec");
      announce(1, "trend.started");
      announce(3, "trend.peaked");
      var started = announce(3, "trend.started");
      eventually().until(() -> receiver.got.size() == 1);
      var ended = announce(3, "trend.ended");
      eventually().until(() -> receiver.got.size() == 2);

      assertThat(receiver.ids()).containsExactly(started.toString(), ended.toString());
      var got = receiver.got.getFirst();
      assertThat(got.body()).isEqualTo("{\"id\":\"" + started + "\",\"text\":\"größer\"}");
      assertThat(Instant.ofEpochSecond(got.timestamp())).isBetween(Instant.now().minusSeconds(60), Instant.now());
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
      assertThat(got.signature()).isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(
          (got.id() + "." + got.timestamp() + "." + got.body()).getBytes(StandardCharsets.UTF_8))));
      eventually().untilAsserted(() -> assertThat(deliveries(made.at("/webhook/id").asText(), "?state=delivered"))
          .hasSize(2).allSatisfy(one -> assertThat(one.path("lastStatus").asInt()).isEqualTo(204)));
    }
  }

  @Test
  void whatFailsIsTriedAgainUnderTheSameIdUntilItArrives() throws Exception {
    try (var receiver = new Receiver(n -> n < 3 ? 500 : 200)) {
      var webhook = create(receiver.url(), "").at("/webhook/id").asText();
      var event = announce(3, "trend.started");
      eventually().until(() -> receiver.got.size() == 3);
      assertThat(receiver.ids()).containsOnly(event.toString());
      eventually().untilAsserted(() -> assertThat(deliveries(webhook, "")).singleElement().satisfies(one -> {
        assertThat(one.path("state").asText()).isEqualTo("delivered");
        assertThat(one.path("attempts").asInt()).isEqualTo(3);
      }));
    }
  }

  @Test
  void whatIsGivenUpIsADeadLetterThatCanBeSentAgain() throws Exception {
    try (var receiver = new Receiver(n -> n <= 4 ? 503 : 200)) {
      var webhook = create(receiver.url(), "").at("/webhook/id").asText();
      var event = announce(3, "trend.started");
      eventually().untilAsserted(() -> assertThat(deliveries(webhook, "?state=dead")).singleElement().satisfies(one -> {
        assertThat(one.path("eventId").asText()).isEqualTo(event.toString());
        assertThat(one.path("attempts").asInt()).isEqualTo(4);
        assertThat(one.path("lastStatus").asInt()).isEqualTo(503);
        assertThat(one.path("lastError").asText()).isEqualTo("answered 503");
        assertThat(one.path("subject").asText()).isEqualTo("hashtag/hooked");
      }));
      assertThat(Answers.get(ADMIN, "/v1/webhooks/" + webhook).body().path("dead").asInt()).isEqualTo(1);

      var replayed = Answers.call(ADMIN, "POST", "/v1/webhooks/" + webhook + "/replay", "");
      assertThat(replayed.status()).isEqualTo(202);
      assertThat(replayed.body().path("replayed").asInt()).isEqualTo(1);
      eventually().untilAsserted(() -> assertThat(deliveries(webhook, "?state=delivered")).hasSize(1));
      assertThat(receiver.ids()).hasSize(5).containsOnly(event.toString());

      Answers.call(ADMIN, "POST", "/v1/webhooks/" + webhook + "/deliveries/" + event + "/replay", "");
      eventually().until(() -> receiver.got.size() == 6);
      assertThat(Answers.call(ADMIN, "POST", "/v1/webhooks/" + webhook + "/deliveries/" + UUID.randomUUID()
          + "/replay", "").body().path("type").asText()).isEqualTo("/problems/unknown_delivery");
    }
  }

  @Test
  void byTlsItArrivesWhereTheCertificateIsOfAnAuthorityThatIsGiven() throws Exception {
    try (var receiver = new Receiver(n -> 204, Certified.trusted())) {
      var webhook = create(receiver.url(), "").at("/webhook/id").asText();
      var event = announce(3, "trend.started");
      eventually().untilAsserted(() -> assertThat(deliveries(webhook, "?state=delivered")).singleElement()
          .satisfies(one -> assertThat(one.path("eventId").asText()).isEqualTo(event.toString())));
      assertThat(receiver.url()).startsWith("https://");
      assertThat(receiver.ids()).containsExactly(event.toString());
    }
  }

  @Test
  void whoseCertificateIsOfAnotherIsSentNothingAndLeavesADeadLetterThatSaysWhy() throws Exception {
    try (var receiver = new Receiver(n -> 204, Certified.by("somebody else"))) {
      var webhook = create(receiver.url(), "").at("/webhook/id").asText();
      announce(3, "trend.started");
      eventually().untilAsserted(() -> assertThat(deliveries(webhook, "?state=dead")).singleElement().satisfies(one -> {
        assertThat(one.path("attempts").asInt()).isEqualTo(4);
        assertThat(one.path("lastStatus").asInt()).isZero();
        assertThat(one.path("lastError").asText()).startsWith("no TLS with a certificate that is trusted: ");
      }));
      assertThat(receiver.got).isEmpty();
    }
  }

  @Test
  void whoSaysGoneIsLeftInPeace() throws Exception {
    try (var receiver = new Receiver(n -> 410)) {
      var webhook = create(receiver.url(), "").at("/webhook/id").asText();
      announce(3, "trend.started");
      eventually().untilAsserted(() -> assertThat(Answers.get(ADMIN, "/v1/webhooks/" + webhook).body()
          .path("state").asText()).isEqualTo("disabled"));
      announce(3, "trend.ended");
      assertThat(deliveries(webhook, "?state=pending")).isEmpty();
      eventually().untilAsserted(() -> assertThat(deliveries(webhook, "?state=dead")).hasSize(1));
      assertThat(receiver.got).hasSize(1);
    }
  }

  @Test
  void aSlowReceiverKeepsNobodyElseWaiting() throws Exception {
    try (var slow = new Receiver(n -> {
      await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
      return 200;
    }); var quick = new Receiver(n -> 200)) {
      create(slow.url(), "");
      create(quick.url(), "");
      for (int i = 0; i < 40; i++) {
        announce(3, "trend.started");
      }
      eventually().until(() -> quick.got.size() == 40);
      assertThat(slow.got.size()).isLessThan(40);
    }
  }

  /// As when its webhook is disabled in the moment in which it is announced.
  @Test
  void whatWaitsForADisabledWebhookIsGivenUpAndKeepsNobodyElseWaiting() throws Exception {
    try (var receiver = new Receiver(n -> 204)) {
      for (int webhook = 0; webhook < 5; webhook++) {
        var disabled = UUID.fromString(create(receiver.url(), "").at("/webhook/id").asText());
        pool.preparedQuery("UPDATE analytics.webhook SET disabled_at = clock_timestamp() WHERE webhook_id = $1")
            .execute(Tuple.of(disabled)).toCompletionStage().toCompletableFuture().join();
        pool.preparedQuery("INSERT INTO analytics.webhook_delivery (event_id, webhook_id, organization_id, slot, type, "
            + "subject_type, subject_id, event, due_at) SELECT gen_random_uuid(), $1, 3, 1, 'trend.started', 'hashtag', "
            + "'hooked', '{}', clock_timestamp() - interval '1 hour' FROM generate_series(1, 8)")
            .execute(Tuple.of(disabled)).toCompletionStage().toCompletableFuture().join();
      }
      create(receiver.url(), "");
      var event = announce(3, "trend.started");
      eventually().untilAsserted(() -> assertThat(receiver.ids()).containsExactly(event.toString()));
      eventually().untilAsserted(() -> assertThat(pool
          .query("SELECT count(*) FROM analytics.webhook_delivery WHERE organization_id = 3 AND state = 'dead'"
              + " AND last_error = 'the webhook is disabled'")
          .execute().toCompletionStage().toCompletableFuture().join().iterator().next().getLong(0)).isEqualTo(40));
    }
  }

  @Test
  void whatIsWrongIsNamed() {
    for (var wrong : List.of("{}", "{\"url\": \"http://example.com/\"}", "{\"url\": \"https://10.0.0.1/\"}",
        "{\"url\": \"https://example.com/\", \"types\": [\"trend\"]}", "{\"url\": 1}", "{\"uri\": \"x\"}")) {
      var answer = Answers.call(ADMIN, "POST", "/v1/webhooks", wrong);
      assertThat(answer.status()).as(wrong + answer.text()).isEqualTo(400);
      assertThat(answer.body().path("type").asText()).isEqualTo("/problems/invalid_parameter");
    }
    assertThat(Answers.get(ADMIN, "/v1/webhooks/nonsense").status()).isEqualTo(404);
    assertThat(Answers.get(ADMIN, "/v1/webhooks/" + UUID.randomUUID()).status()).isEqualTo(404);
    assertThat(Answers.get(TrendBackend.READER, "/v1/webhooks").status()).isEqualTo(403);
  }
}
