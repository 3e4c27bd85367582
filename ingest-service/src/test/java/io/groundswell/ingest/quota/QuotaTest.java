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
    var sender = senderWith("\"rateLimit\": 100");
    long begun = System.nanoTime();
    assertThat(sender.batch(Collections.nCopies(199, Sender.event())).status()).isEqualTo(200);
    assertThat(sender.batch(Collections.nCopies(1_000, Sender.event())).body().path("accepted").asInt())
        .as("there was something left").isEqualTo(1_000);
    var id = UUID.randomUUID().toString();

    var refused = sender.single(Sender.event(id, Sender.now()));

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.problem()).isEqualTo("quota_exceeded");
    assertThat(refused.contentType()).isEqualTo("application/problem+json");
    // 1,199 were taken at 100 a second; what was earned meanwhile is not owed any more.
    long earned = Math.ceilDiv(System.nanoTime() - begun, 1_000_000_000L);
    assertThat(Long.parseLong(header(refused, "Retry-After"))).isBetween(10 - earned, 10L);
    assertThat(header(refused, "RateLimit")).matches("\"events\";r=0;t=\\d+, \"bytes\";r=\\d+;t=\\d+");
    assertThat(Long.parseLong(header(refused, "RateLimit").replaceFirst(".*?;t=(\\d+).*", "$1")))
        .isBetween(12 - earned, 12L);
    assertThat(header(refused, "RateLimit-Policy")).startsWith("\"events\";q=200;w=2;qu=\"events\", \"bytes\";q=");
    assertThat(Topic.recordsWith(Lane.LIVE, id)).isEmpty();
    assertThat(Sender.withBootstrapKey().single(Sender.event()).status()).as("another key").isEqualTo(202);
  }

  @Test
  void aKeyGoesOnWhenItHasWaited() {
    var sender = senderWith("\"rateLimit\": 1000");
    // Two seconds until the next: enough to be seen to wait, also by a slow machine.
    sender.batch(Collections.nCopies(4_000, "{}"));

    assertThat(sender.single(Sender.event()).status()).isEqualTo(429);
    await().atMost(Duration.ofSeconds(30)).until(() -> sender.single(Sender.event()).status() == 202);
  }

  @Test
  void aKeyThatSentItsBytesIsToldToWait() {
    var sender = senderWith("\"byteLimit\": 10000");
    var large = Sender.event().replace("\"data\":{", "\"data\":{\"note\":\"" + "n".repeat(200_000) + "\",");
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
    long begun = System.nanoTime();
    var leftInTurn = List.of(left(sender.single(Sender.event())), left(sender.single("{}")),
        left(sender.post("/v1/events", "text/plain", "")));
    long earned = Math.ceilDiv(System.nanoTime() - begun, 100_000_000L);

    assertThat(leftInTurn.get(0)).as("of 20 an event took one").isBetween(19L, Math.min(20, 19 + earned));
    assertThat(leftInTurn.get(1)).as("a rejected one takes one, too").isBetween(18L, Math.min(20, 18 + earned));
    assertThat(leftInTurn.get(2)).as("what is not read takes none").isBetween(18L, Math.min(20, 18 + earned));
    assertThat(left(sender.batch(Collections.nCopies(100, "{}")))).as("overdrawn").isZero();
  }

  /// Events that may be sent now.
  private static long left(Reply reply) {
    assertThat(header(reply, "RateLimit")).matches("\"events\";r=\\d+;t=\\d+, \"bytes\";r=\\d+;t=\\d+");
    return Long.parseLong(header(reply, "RateLimit").replaceFirst("\"events\";r=(\\d+).*", "$1"));
  }

  @Test
  void whatEventsAreRefusedCountsToo() {
    var sender = senderWith("\"rateLimit\": 10");
    assertThat(sender.batch(Collections.nCopies(300, "{}")).status()).isEqualTo(200);

    assertThat(sender.batch(List.of("{}")).status()).isEqualTo(429);
  }

  private Sender senderWith(String limit) {
    var made = admin.ask("POST", "/v1/keys",
        "{\"name\": \"" + UUID.randomUUID() + "\", \"kind\": \"write\", " + limit + "}");
    assertThat(made.status()).isEqualTo(201);
    return Sender.withKey(made.body().path("secret").asText());
  }

  private static String header(Reply reply, String name) {
    return reply.http().headers().firstValue(name).orElse("");
  }
}
