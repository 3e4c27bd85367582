package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.proof.faults.Victim;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.parsetools.RecordParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Lines are streamed into a service that is told to stop, and whatever it did not take is sent to the one that
/// follows.
class LinesIT {

  private static final int LINES = 20_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Caller caller = new Caller(system);
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final String subject = "post/" + UUID.randomUUID();

  @Test
  void aStopLosesNothingOfAStreamAndSaysWhereToGoOn() throws Exception {
    var vertx = Vertx.vertx();
    try {
      var answers = new ConcurrentHashMap<Long, String>();
      var closing = new ConcurrentHashMap<String, JsonNode>();
      var request = open(vertx);
      request.response().onSuccess(response -> read(response, answers, closing));
      request.write(lines(1, 5_000));
      await().atMost(Duration.ofSeconds(30)).until(() -> answers.size() == 5_000);

      long pid = SharedSystem.scene().pid(Victim.INGEST);
      signal("TERM", pid);
      request.write(lines(5_001, LINES));

      await().atMost(Duration.ofSeconds(30)).until(() -> !closing.isEmpty());
      var last = closing.values().iterator().next();
      assertThat(last.path("complete").asBoolean()).isFalse();
      assertThat(last.at("/problem/type").asText()).isEqualTo("/problems/stopping");
      long taken = last.path("lastLine").asLong();
      assertThat(taken).isBetween(5_000L, (long) LINES);
      assertThat(answers).hasSize((int) taken).allSatisfy((line, status) -> assertThat(status).isEqualTo("accepted"));

      await().atMost(Duration.ofSeconds(60)).until(() -> ProcessHandle.of(pid).isEmpty() && SharedSystem.isReady());
      var rest = caller.post("/v1/events", "application/x-ndjson", lines((int) taken + 1, LINES).getBytes(),
          system.key());
      assertThat(rest.status()).isEqualTo(200);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
    var from = now.truncatedTo(ChronoUnit.DAYS);
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(caller.series(subject, "likes", "1d",
        from.toString(), from.plus(1, ChronoUnit.DAYS).toString()).path("points").path(0).path("value").asInt())
        .isEqualTo(LINES));
  }

  private HttpClientRequest open(Vertx vertx) throws Exception {
    var options = new RequestOptions().setMethod(HttpMethod.POST).setHost(system.ingest().getHost())
        .setPort(system.ingest().getPort()).setURI("/v1/events");
    var request = vertx.createHttpClient().request(options).toCompletionStage().toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    request.setChunked(true).putHeader("Content-Type", "application/x-ndjson")
        .putHeader("Authorization", "Bearer " + system.key());
    return request;
  }

  private static void read(HttpClientResponse response, Map<Long, String> answers, Map<String, JsonNode> closing) {
    response.handler(RecordParser.newDelimited("\n", line -> {
      var json = json(line);
      if (json.has("complete")) {
        closing.put("closing", json);
      } else {
        answers.put(json.path("line").asLong(), json.path("status").asText());
      }
    }));
  }

  private static JsonNode json(Buffer line) {
    try {
      return JSON.readTree(line.getBytes());
    } catch (IOException e) {
      throw new IllegalStateException(line.toString(), e);
    }
  }

  /// One like each, under ids of their own.
  private Buffer lines(int first, int last) {
    var lines = new StringBuilder();
    for (int i = first; i <= last; i++) {
      lines.append("{\"id\":\"").append(i).append("\",\"source\":\"lines\",\"subject\":\"").append(subject)
          .append("\",\"platform\":\"x\",\"time\":\"").append(now).append("\",\"metrics\":{\"likes\":1}}\n");
    }
    return Buffer.buffer(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    var kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }
}
