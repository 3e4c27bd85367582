package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.proof.faults.Victim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BrokerOutageIT {

  /// Segment's and RudderStack's SDKs wait up to 30 s before they try again, and then up to a minute.
  private static final Duration SDKS_PATIENCE = Duration.ofMinutes(4);

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Caller caller = new Caller(system);
  private final long broker = SharedSystem.scene().pid(Victim.BROKER);

  /// Others look at the system behind it.
  @AfterEach
  void untilAllAreReadyAgain() {
    await().atMost(Duration.ofSeconds(60)).until(SharedSystem::isReady);
  }

  @Test
  void aBrokerThatDoesNotAnswerIsA503AndThenPasses() throws Exception {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    assertThat(send(now, "outage-1").status()).isEqualTo(202);

    Sdks.Sender cloudEvents;
    signal("STOP", broker);
    try {
      cloudEvents = Sdks.cloudEvents(system.ingest(), system.key(), "post/outage-cloudevents", 5);
      var reply = send(now, "outage-2");
      assertThat(reply.status()).as(reply.text()).isEqualTo(503);
      assertThat(reply.contentType()).startsWith("application/problem+json");
      assertThat(reply.slug()).isEqualTo("broker_unavailable");
      await().atMost(Duration.ofSeconds(30)).until(() -> cloudEvents.statuses().contains(503));
    } finally {
      signal("CONT", broker);
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> send(now, "outage-2").status() == 202);
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(total("post/outage", "likes", now))
        .isEqualTo(2));
    arrivesOnce(cloudEvents, "post/outage-cloudevents", now);
  }

  /// A minute or two, which the SDKs wait.
  @Test
  @Tag("long")
  void whatSdksOfSegmentAndRudderStackWereRefusedArrivesOnce() throws Exception {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    assertThat(send(now, "outage-3").status()).isEqualTo(202);
    Sdks.Sender segment;
    signal("STOP", broker);
    try {
      segment = Sdks.segment(system.ingest(), system.key(), "post/outage-segment", 5);
      await().atMost(Duration.ofSeconds(30)).until(() -> segment.statuses().contains(503));
    } finally {
      signal("CONT", broker);
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> send(now, "outage-3").status() == 202);
    var rudderStack = whoHasUsedUpItsQuota();
    arrivesOnce(segment, "post/outage-segment", now);
    arrivesOnce(rudderStack, "post/outage-rudderstack", now);
    assertThat(rudderStack.statuses()).first().isEqualTo(429);
  }

  /// Its first request is answered 429.
  private Sdks.Sender whoHasUsedUpItsQuota() {
    var made = caller.call(system.ingest(), "POST", "/v1/keys",
        "{\"name\": \"" + UUID.randomUUID() + "\", \"kind\": \"write\", \"rateLimit\": 10}");
    var key = made.json().path("secret").asText();
    assertThat(caller.post("/v1/events", Caller.BATCH, Collections.nCopies(80, "{}").toString()
        .getBytes(StandardCharsets.UTF_8), key).status()).isEqualTo(200);
    return Sdks.rudderStack(system.ingest(), key, "post/outage-rudderstack", 5);
  }

  /// Neither lost nor counted twice, whatever the SDK sent again.
  private void arrivesOnce(Sdks.Sender sender, String subject, Instant now) {
    await().atMost(SDKS_PATIENCE).until(() -> sender.delivered() + sender.lost() >= 5);
    sender.end();
    assertThat(sender.lost()).isZero();
    assertThat(sender.statuses()).last().isIn(200, 202);
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(total(subject, "events", now)).isEqualTo(5));
  }

  private int total(String subject, String metric, Instant now) {
    var from = now.truncatedTo(ChronoUnit.DAYS);
    return caller.series(subject, metric, "1d", from.toString(), from.plus(1, ChronoUnit.DAYS).toString())
        .path("points").path(0).path("value").asInt();
  }

  private Caller.Reply send(Instant time, String id) {
    return caller.post("/v1/events", Caller.SINGLE,
        ("{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"outage\","
            + "\"type\":\"metric.observed\",\"time\":\"" + time + "\",\"subject\":\"post/outage\",\"platform\":\"x\","
            + "\"data\":{\"metrics\":{\"likes\":1}}}").getBytes(StandardCharsets.UTF_8),
        system.key());
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    var kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }
}
