package io.groundswell.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.ingest.Announced;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Keys;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Strict;
import io.groundswell.ingest.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Twice as much at once as the edge may hold, which is 100 KiB here.
@QuarkusTest
@TestProfile(Strict.class)
@QuarkusTestResource(EdgeBackend.class)
class OverloadTest {

  private static final int REQUESTS = 24;
  private static final int EVENTS = 5;
  /// With the 4 KiB that a request counts beside its body, four fit, and something small beside them.
  private static final int BODY = 18 << 10;
  private static final int CAPACITY = 4;

  @Inject
  MeterRegistry meters;

  private final Sender other = Sender.withBootstrapKey();
  private final String mark = UUID.randomUUID().toString();

  @Test
  void theExcessIsRefusedUnreadAndWhoWasTakenIsAnsweredAndNothingIsLost() throws Exception {
    var keys = new String[]{Keys.make(1, Scope.WRITE), Keys.make(1, Scope.WRITE)};
    var waiting = new ArrayDeque<String>();
    IntStream.range(0, REQUESTS).forEach(request -> waiting.add(batch(request)));
    int refused = 0;
    while (!waiting.isEmpty()) {
      untilNothingIsHeld();
      int offered = Math.min(2 * CAPACITY, waiting.size());
      var taken = new ArrayList<Announced>();
      for (int sender = 0; sender < offered; sender++) {
        var body = waiting.remove();
        var asked = Announced.ask(keys[sender % keys.length], Sender.BATCH, body);
        if (asked.isTaken()) {
          taken.add(asked);
        } else {
          assertThat(asked.first().status()).isEqualTo(503);
          assertThat(asked.first().head()).contains("retry-after: 1\n", "ratelimit: ");
          assertThat(asked.first().body()).contains("/problems/overloaded");
          asked.close();
          waiting.add(body);
          refused++;
        }
      }

      assertThat(taken).as("all that it can").hasSize(Math.min(offered, CAPACITY));
      assertThat(other.single(Sender.event()).status()).as("what fits in beside them").isEqualTo(202);
      for (var one : taken) {
        var answer = one.send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"accepted\":" + EVENTS + ",\"rejected\":0");
        one.close();
      }
    }

    assertThat(refused).isEqualTo(REQUESTS - CAPACITY);
    assertThat(Topic.recordsWith(Lane.LIVE, mark)).hasSize(REQUESTS * EVENTS);
  }

  @Test
  void aKeyBeyondItsRateIsToldBeforeItSendsAndOthersGoOn() throws Exception {
    var made = other.ask("POST", "/v1/keys", "{\"name\": \"" + mark + "\", \"kind\": \"write\", \"rateLimit\": 10}");
    var key = made.body().path("secret").asText();
    assertThat(Sender.withKey(key).batch(Collections.nCopies(90, "{}")).status()).isEqualTo(200);

    try (var asked = Announced.ask(key, Sender.BATCH, batch(0))) {
      assertThat(asked.first().status()).isEqualTo(429);
      assertThat(asked.first().head()).containsPattern("retry-after: [1-9]");
      assertThat(asked.first().body()).contains("/problems/quota_exceeded");
    }
    assertThat(other.single(Sender.event()).status()).isEqualTo(202);
  }

  /// `1,` is two bytes of a body and some 250 of its answer.
  @Test
  void theAnswerToNothingButRejectedEventsHasToFitIn() {
    untilNothingIsHeld();
    var few = other.batch(Collections.nCopies(150, "1"));
    untilNothingIsHeld();
    double before = unanswered("overloaded");
    var many = other.batch(Collections.nCopies(200, "1"));
    untilNothingIsHeld();

    assertThat(few.body().path("rejected").asInt()).isEqualTo(150);
    assertThat(many.status()).isEqualTo(503);
    assertThat(many.problem()).isEqualTo("overloaded");
    assertThat(many.http().headers().firstValue("Retry-After")).isPresent();
    assertThat(unanswered("overloaded") - before).isEqualTo(200);
  }

  /// Each message of a batch of the tracking API takes the batch's context along.
  @Test
  void whatABatchOfMessagesBecomesHasToFitInToo() {
    untilNothingIsHeld();
    var few = other.post("/v1/batch", "application/json", messages(4));
    untilNothingIsHeld();
    var many = other.post("/v1/batch", "application/json", messages(12));
    untilNothingIsHeld();

    assertThat(few.body().path("accepted").asInt()).as(few.body().toString()).isEqualTo(4);
    assertThat(many.status()).isEqualTo(503);
    assertThat(many.problem()).isEqualTo("overloaded");
  }

  private static String messages(int number) {
    var message = "{\"type\":\"track\",\"event\":\"E\",\"timestamp\":\"" + Sender.now() + "\"}";
    return "{\"context\":{\"note\":\"" + "n".repeat(10_000) + "\"},\"batch\":["
        + String.join(",", Collections.nCopies(number, message)) + "]}";
  }

  private double unanswered(String reason) {
    return meters.get("groundswell.intake.events").tags("lane", "live", "outcome", "unanswered", "reason", reason)
        .counter().count();
  }

  /// What an answered request held is given back a moment after its answer has left.
  private void untilNothingIsHeld() {
    await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5))
        .until(() -> meters.get("groundswell.intake.held").gauge().value() == 0);
  }

  private String batch(int request) {
    var events = IntStream.range(0, EVENTS)
        .mapToObj(event -> Sender.event(mark + "-" + request + "-" + event, Sender.now()))
        .collect(Collectors.joining(",", "[", "]"));
    return events + " ".repeat(BODY - events.length());
  }
}
