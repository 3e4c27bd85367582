package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputIT {

  private static final String NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Caller caller = new Caller(system);

  static Stream<Arguments> badEvents() {
    return Stream.of(
        bad("not JSON", "{\"specversion\":\"1.0\",", 400, "not_json"),
        bad("nothing at all", "", 400, "not_json|not_a_cloud_event"),
        bad("no object", "17", 400, "not_a_cloud_event"),
        bad("no CloudEvent", "{\"hello\":\"world\"}", 400, "not_a_cloud_event|missing_attribute|invalid_attribute"),
        bad("another version", event().replace("\"1.0\"", "\"0.3\""), 400, "not_a_cloud_event"),
        bad("an id that is a number", event().replace("\"bad-1\"", "17"), 400, "invalid_attribute"),
        bad("no id", event().replace("\"id\":\"bad-1\",", ""), 400, "missing_attribute"),
        bad("no source", event().replace("\"source\":\"bad\",", ""), 400, "missing_attribute"),
        bad("no type", event().replace("\"type\":\"metric.observed\",", ""), 400, "missing_attribute"),
        bad("no time", event().replace("\"time\":\"" + NOW + "\",", ""), 400, "missing_attribute"),
        bad("a time that is none", event().replace(NOW, "yesterday"), 400, "invalid_attribute"),
        bad("the same attribute twice", event().replace("{\"spec", "{\"id\":\"bad-2\",\"spec"), 400,
            "duplicate_attribute"),
        bad("an attribute that is ours", event().replace("{\"spec", "{\"organization\":\"2\",\"spec"), 400,
            "reserved_attribute"),
        bad("U+0000", event().replace("bad-1", "bad\\u0000"), 400, "invalid_text"),
        bad("U+0000 in the data", event().replace("{\"likes\":1}}", "{\"likes\":1},\"text\":\"\\u0000\"}"), 400,
            "invalid_text"),
        bad("half a surrogate pair", event().replace("{\"likes\":1}}", "{\"likes\":1},\"text\":\"\\ud800\"}"), 400,
            "invalid_text"),
        bad("1e400", event().replace("{\"likes\":1}", "{\"likes\":1e400}"), 400, "number_out_of_range"),
        bad("1e400 beside the metrics", event().replace("{\"likes\":1}}", "{\"likes\":1},\"x\":1e400}"), 400,
            "number_out_of_range"),
        bad("more digits than can be kept", event().replace("{\"likes\":1}", "{\"likes\":1234567890.1234567}"), 400,
            "number_out_of_range"),
        bad("data that is a list", event().replace("{\"metrics\":{\"likes\":1}}", "[1]"), 400, "unsupported_data"),
        bad("no metrics", event().replace("{\"likes\":1}", "{}"), 400, "invalid_data"),
        bad("a metric that is text", event().replace("{\"likes\":1}", "{\"likes\":\"1\"}"), 400, "invalid_data"),
        bad("a kind that is none", event().replace("{\"metrics\"", "{\"kind\":\"sum\",\"metrics\""), 400,
            "invalid_data"),
        bad("eight days ago", event().replace(NOW, shifted(-8, ChronoUnit.DAYS)), 422, "timestamp_out_of_range"),
        bad("in an hour", event().replace(NOW, shifted(1, ChronoUnit.HOURS)), 422, "timestamp_out_of_range"),
        bad("nested too deep", event().replace("{\"likes\":1}}", "{\"likes\":1},\"x\":" + "[".repeat(2_000)
            + "]".repeat(2_000) + "}"), 413, "too_large"),
        bad("a string of two million letters", event().replace("{\"likes\":1}}", "{\"likes\":1},\"x\":\""
            + "a".repeat(2_000_000) + "\"}"), 413, "too_large"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badEvents")
  void aBadEventGetsItsProblem(String name, String body, int status, String slugs) {
    var reply = caller.event(body);

    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.contentType()).startsWith("application/problem+json");
    assertThat(reply.slug()).matches(slugs);
  }

  @Test
  void aBadEventDoesNotFailItsBatch() {
    var reply =
        caller.batch("live", "[" + event().replace("bad-1", "good-1") + "," + event().replace("{\"likes\":1}", "{}")
            + "," + event().replace("bad-1", "good-2") + "]");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("accepted").asInt()).isEqualTo(2);
    assertThat(reply.json().path("rejected").asInt()).isEqualTo(1);
    var second = reply.json().path("results").path(1);
    assertThat(second.path("status").asText()).isEqualTo("rejected");
    assertThat(second.path("problem").path("type").asText()).endsWith("/invalid_data");
  }

  @Test
  void historyNeedsToBeDeclared() {
    var reply = caller.post("/v1/events?lane=backfill", Caller.SINGLE, event().replace(NOW, "2001-02-03T04:05:06Z")
        .getBytes(StandardCharsets.UTF_8), system.key());

    assertThat(reply.status()).as(reply.text()).isEqualTo(422);
    assertThat(reply.slug()).isEqualTo("outside_declared_range");
  }

  @Test
  void withoutAKeyNothingGoes() {
    var body = event().getBytes(StandardCharsets.UTF_8);

    assertThat(caller.post("/v1/events", Caller.SINGLE, body, null).status()).isEqualTo(401);
    assertThat(caller.post("/v1/events", Caller.SINGLE, body, "gsk_wrong").status()).isEqualTo(401);
    assertThat(caller.get(system.metrics(), "/v1/accounting", null).status()).isEqualTo(401);
    assertThat(caller.get(system.trend(), "/v1/trends?window=1h", "gsk_wrong").status()).isEqualTo(401);
  }

  @Test
  void aKeyThatMayOnlyReadMayNotWrite() {
    var key = SharedSystem.keyOf(1, "read");

    var reply = caller.post("/v1/events", Caller.SINGLE, event().getBytes(StandardCharsets.UTF_8), key);

    assertThat(reply.status()).as(reply.text()).isEqualTo(403);
    assertThat(caller.get(system.metrics(), "/v1/accounting", key).status()).isEqualTo(200);
  }

  @Test
  void aBodyOfAnotherTypeIsRefused() {
    var reply = caller.post("/v1/events", "text/plain", "hello".getBytes(StandardCharsets.UTF_8), system.key());

    assertThat(reply.status()).as(reply.text()).isEqualTo(415);
    assertThat(reply.contentType()).startsWith("application/problem+json");
  }

  /// By a socket, since an HTTP client may see no more than that the edge closes while it still sends: what is read is
  /// the answer, whatever becomes of the rest.
  @Test
  void aHugeBodyIsRefused() throws IOException {
    try (var socket = new Socket(system.ingest().getHost(), system.ingest().getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
          + system.key() + "\r\nContent-Type: " + Caller.BATCH + "\r\nContent-Length: " + (40 << 20) + "\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII));
      var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

      assertThat(answer.readLine()).isEqualTo("HTTP/1.1 413 Request Entity Too Large");
      assertThat(answer.lines().takeWhile(line -> !line.isEmpty()).toList())
          .anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("content-type: application/problem+json"));
    }
  }

  @Test
  void aPathThatIsNoneIsAProblemToo() {
    var reply = caller.get(system.metrics(), "/v1/nothing");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.contentType()).startsWith("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/events?lane=%zz", "/v1/series/post/%ud800/likes", "/v1/trends?window=%"})
  void aUrlThatCannotBeReadIsAProblemOnEveryService(String path) throws IOException {
    for (var service : List.of(system.ingest(), system.metrics(), system.trend())) {
      try (var socket = new Socket(service.getHost(), service.getPort())) {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).as(service + path)
            .startsWith("HTTP/1.1 400 ").contains("application/problem+json", "/problems/bad_request");
      }
    }
  }

  private static Arguments bad(String name, String body, int status, String slugs) {
    return Arguments.of(name, body, status, slugs);
  }

  private static String event() {
    return "{\"specversion\":\"1.0\",\"id\":\"bad-1\",\"source\":\"bad\",\"type\":\"metric.observed\",\"time\":\"" + NOW
        + "\",\"subject\":\"post/bad\",\"platform\":\"x\",\"data\":{\"metrics\":{\"likes\":1}}}";
  }

  private static String shifted(long amount, ChronoUnit unit) {
    return Instant.parse(NOW).plus(amount, unit).toString();
  }
}
