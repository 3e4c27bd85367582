package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.proof.faults.Victim;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// An edge that is asked to stop in the middle of its work.
class DrainIT {

  private static final int SENDERS = 12;

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Caller caller = new Caller(system);
  private final AtomicInteger accepted = new AtomicInteger();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @Test
  void onSigtermEveryRequestIsAnsweredAndNothingAcceptedIsLost() throws Exception {
    long edge = SharedSystem.scene().pid(Victim.INGEST);
    var ends = new ArrayList<Future<String>>();
    try (var threads = Executors.newFixedThreadPool(SENDERS)) {
      for (int sender = 0; sender < SENDERS; sender++) {
        int number = sender;
        ends.add(threads.submit((Callable<String>) () -> sendUntilToldToGo(number)));
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> accepted.get() > 20 * SENDERS);

      ProcessHandle.of(edge).ifPresent(ProcessHandle::destroy);

      for (var end : ends) {
        assertThat(end.get()).isEqualTo("told to go");
      }
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> !ProcessHandle.of(edge).map(ProcessHandle::isAlive)
        .orElse(false));
    await().atMost(Duration.ofSeconds(60)).until(SharedSystem::isReady);
    var from = now.truncatedTo(ChronoUnit.DAYS);
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(caller.series("post/drain", "likes", "1d",
        from.toString(), from.plus(1, ChronoUnit.DAYS).toString()).path("points").path(0).path("value").asInt())
        .isEqualTo(accepted.get()));
  }

  /// One connection, one request after the other, as long as the edge keeps it.
  private String sendUntilToldToGo(int sender) throws IOException {
    try (var socket = new Socket(system.ingest().getHost(), system.ingest().getPort());
        var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.setSoTimeout(30_000);
      for (int number = 0;; number++) {
        var event = "{\"specversion\":\"1.0\",\"id\":\"drain-" + sender + "-" + number + "\",\"source\":\"drain\","
            + "\"type\":\"metric.observed\",\"time\":\"" + now + "\",\"subject\":\"post/drain\",\"platform\":\"x\","
            + "\"data\":{\"metrics\":{\"likes\":1}}}";
        socket.getOutputStream().write(("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + system.key() + "\r\nContent-Type: application/cloudevents+json\r\nContent-Length: " + event.length()
            + "\r\n\r\n" + event).getBytes(StandardCharsets.UTF_8));
        var status = answers.readLine();
        if (status == null || !status.startsWith("HTTP/1.1 202")) {
          return "cut, or refused: " + status;
        }
        accepted.incrementAndGet();
        if (leaves(answers)) {
          return "told to go";
        }
      }
    }
  }

  /// Reads the rest of an answer.
  private static boolean leaves(BufferedReader answers) throws IOException {
    int length = 0;
    boolean close = false;
    for (var line = answers.readLine(); line != null && !line.isEmpty(); line = answers.readLine()) {
      var header = line.toLowerCase(Locale.ROOT);
      close |= header.equals("connection: close");
      length = header.startsWith("content-length: ") ? Integer.parseInt(header.substring(16)) : length;
    }
    for (int read = 0; read < length; read++) {
      assertThat(answers.read()).isNotNegative();
    }
    return close;
  }
}
