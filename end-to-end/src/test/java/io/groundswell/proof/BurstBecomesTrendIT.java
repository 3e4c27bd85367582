package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class BurstBecomesTrendIT {

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Caller caller = new Caller(system);

  /// Two hashtags of the same calm day, of which one gets thirty times its usual in the last quarter of an hour.
  @Test
  void aBurstBecomesATrendAndACalmSubjectDoesNot() {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var random = new Random(7);
    for (int step = 12 * 24; step > 0; step--) {
      var time = now.minus(5L * step, ChronoUnit.MINUTES);
      send("hashtag/takeoff", "calm", step, time, 8 + random.nextInt(5));
      send("hashtag/calm", "calm", step, time, 8 + random.nextInt(5));
    }
    for (int step = 30; step > 0; step--) {
      send("hashtag/takeoff", "burst", step, now.minus(30L * step, ChronoUnit.SECONDS), 60);
    }

    await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
      var reply = caller.get(system.trend(), "/v1/trends?platform=tiktok&window=1h&limit=50");
      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      assertThat(reply.text()).doesNotContain("hashtag/calm");
      assertThat(reply.json().path("revision").asText()).isNotEmpty();
      var trend = StreamSupport.stream(reply.json().path("trends").spliterator(), false)
          .filter(one -> one.path("subject").asText().equals("hashtag/takeoff")).findFirst();
      assertThat(trend).as(reply.text()).hasValueSatisfying(takeoff -> {
        assertThat(takeoff.path("platform").asText()).isEqualTo("tiktok");
        assertThat(takeoff.path("metric").asText()).isEqualTo("likes");
        assertThat(takeoff.path("direction").asText()).isNotEqualTo("falling");
        // Ten in five minutes are usual, 600 came in each of the last three spans of them.
        assertThat(takeoff.path("observed").asDouble()).isGreaterThan(500);
        assertThat(takeoff.path("observed").asDouble()).isGreaterThan(3 * takeoff.path("expected").asDouble());
        assertThat(takeoff.path("growth").asDouble()).isGreaterThan(3);
        assertThat(takeoff.path("confidence").asDouble()).isBetween(0.5, 1.0);
        assertThat(takeoff.path("score").asDouble()).isGreaterThan(1);
        assertThat(Instant.parse(takeoff.path("since").asText())).isBefore(Instant.now());
      });
    });
  }

  private void send(String subject, String name, int step, Instant time, int likes) {
    var reply = caller.event("""
        {"specversion":"1.0","id":"%s-%s-%d","source":"burst","type":"metric.observed","time":"%s","subject":"%s",\
        "platform":"tiktok","data":{"metrics":{"likes":%d}}}""".formatted(subject, name, step, time, subject, likes));
    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
  }
}
