package io.groundswell.ingest.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.Lane;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Sender.Reply;
import io.groundswell.ingest.Topic;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Keys with limits of their own, as their makers set them.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class QuotaTest {

  private final Sender admin = Sender.withBootstrapKey();

  @Test
  void aKeyThatSentItsEventsIsToldToWait() {
    var sender = senderWith("\"rateLimit\": 10");
    assertThat(sender.batch(Collections.nCopies(19, Sender.event())).status()).isEqualTo(200);
    assertThat(sender.batch(Collections.nCopies(1_000, Sender.event())).body().path("accepted").asInt())
        .as("there was something left").isEqualTo(1_000);
    var id = UUID.randomUUID().toString();

    var refused = sender.single(Sender.event(id, Sender.now()));

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.problem()).isEqualTo("quota_exceeded");
    assertThat(refused.contentType()).isEqualTo("application/problem+json");
    assertThat(Long.parseLong(header(refused, "Retry-After"))).isBetween(50L, 100L);
    assertThat(header(refused, "RateLimit")).matches("\"events\";r=0;t=(\\d\\d|10[0-2]), \"bytes\";r=\\d+;t=\\d+");
    assertThat(header(refused, "RateLimit-Policy")).startsWith("\"events\";q=20;w=2;qu=\"events\", \"bytes\";q=");
    assertThat(Topic.recordsWith(Lane.LIVE, id)).isEmpty();
    assertThat(Sender.withBootstrapKey().single(Sender.event()).status()).as("another key").isEqualTo(202);
  }

  @Test
  void aKeyGoesOnWhenItHasWaited() {
    var sender = senderWith("\"rateLimit\": 300");
    // 900 more than it may: earned again in three seconds, also where the batch itself takes one of them.
    sender.batch(Collections.nCopies(1_500, Sender.event()));

    assertThat(sender.single(Sender.event()).status()).isEqualTo(429);
    await().atMost(Duration.ofSeconds(30)).until(() -> sender.single(Sender.event()).status() == 202);
  }

  @Test
  void aKeyThatSentItsBytesIsToldToWait() {
    var sender = senderWith("\"byteLimit\": 10000");
    var large = Sender.event().replace("\"data\":{", "\"data\":{\"note\":\"" + "n".repeat(60_000) + "\",");
    assertThat(sender.single(large).status()).isEqualTo(202);

    var small = sender.single(Sender.event());
    var again = sender.single(large + " ".repeat(100_000));

    assertThat(small.status()).isEqualTo(429);
    assertThat(header(small, "RateLimit")).contains("\"bytes\";r=0;t=");
    assertThat(header(small, "RateLimit-Policy")).endsWith("\"bytes\";q=20000;w=2;qu=\"content-bytes\"");
    assertThat(again.status()).as("unread").isEqualTo(429);
    assertThat(header(again, "Connection")).isEqualTo("close");
  }

  @Test
  void everyAnswerSaysWhatIsLeft() {
    var sender = senderWith("\"rateLimit\": 10");
    assertThat(header(sender.single(Sender.event()), "RateLimit")).startsWith("\"events\";r=19;t=1, \"bytes\";r=");

    // Ten are earned again each second that the requests themselves take.
    long begun = System.nanoTime();
    int afterTen = left(sender.batch(Collections.nCopies(10, "{}")));
    int afterNone = left(sender.post("/v1/events", "text/plain", ""));
    int earned = (int) (Duration.ofNanos(System.nanoTime() - begun).toMillis() / 100) + 1;

    assertThat(afterTen).isBetween(9, 9 + earned);
    assertThat(afterNone).isBetween(afterTen, afterTen + earned);
  }

  @Test
  void whatEventsAreRefusedCountsToo() {
    var sender = senderWith("\"rateLimit\": 10");
    sender.batch(Collections.nCopies(200, "{}"));

    assertThat(sender.batch(List.of("{}")).status()).isEqualTo(429);
  }

  private Sender senderWith(String limit) {
    var made = admin.ask("POST", "/v1/keys",
        "{\"name\": \"" + UUID.randomUUID() + "\", \"kind\": \"write\", " + limit + "}");
    assertThat(made.status()).isEqualTo(201);
    return Sender.withKey(made.body().path("secret").asText());
  }

  private static int left(Reply reply) {
    var limit = header(reply, "RateLimit");
    return Integer.parseInt(limit.substring(limit.indexOf("r=") + 2, limit.indexOf(';', limit.indexOf("r="))));
  }

  private static String header(Reply reply, String name) {
    return reply.http().headers().firstValue(name).orElse("");
  }
}
