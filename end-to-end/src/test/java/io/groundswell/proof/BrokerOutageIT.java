package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.proof.faults.Victim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class BrokerOutageIT {

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Caller caller = new Caller(system);

  @Test
  void aBrokerThatDoesNotAnswerIsA503AndThenPasses() throws Exception {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    long broker = SharedSystem.scene().pid(Victim.BROKER);
    assertThat(send(now, "outage-1").status()).isEqualTo(202);

    signal("STOP", broker);
    try {
      var reply = send(now, "outage-2");
      assertThat(reply.status()).as(reply.text()).isEqualTo(503);
      assertThat(reply.contentType()).startsWith("application/problem+json");
      assertThat(reply.slug()).isEqualTo("broker_unavailable");
    } finally {
      signal("CONT", broker);
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> send(now, "outage-2").status() == 202);
    var from = now.truncatedTo(ChronoUnit.DAYS);
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(caller.series("post/outage", "likes", "1d",
        from.toString(), from.plus(1, ChronoUnit.DAYS).toString()).path("points").path(0).path("value").asInt())
        .isEqualTo(2));
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
