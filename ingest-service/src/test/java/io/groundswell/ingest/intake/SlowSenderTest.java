package io.groundswell.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groundswell.groundwork.access.Scope;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Keys;
import io.groundswell.ingest.OpenStream;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Strict;
import io.groundswell.ingest.TriesLimit;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/// Senders that take their time, and bodies that together are too much.
@QuarkusTest
@TestProfile(Strict.class)
@QuarkusTestResource(EdgeBackend.class)
class SlowSenderTest {

  @Inject
  MeterRegistry meters;

  private final Sender sender = Sender.withBootstrapKey();

  /// Both begin at the same moment; half of the time later neither is given up, and one is sent to its end.
  @Test
  @TriesLimit("/body/seconds")
  void aBodyIsWaitedForUpToItsDeadline() throws Exception {
    var deadline = Duration.ofSeconds(published("/body/seconds"));
    var event = Sender.event();
    try (var never = begin(event, 20_000); var late = begin(event, 20_000)) {
      never.setSoTimeout(Math.toIntExact(deadline.dividedBy(2).toMillis()));
      assertThatThrownBy(() -> never.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
      never.setSoTimeout(30_000);

      assertThat(end(late, 20_000)).startsWith("HTTP/1.1 202");
      assertThat(new String(never.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 408").contains("connection: close").contains("/problems/request_timeout");
    }
    assertThat(sender.single(Sender.event()).status()).isEqualTo(202);
  }

  @Test
  @TriesLimit({"/lines/silentSeconds", "/lines/streams"})
  void aStreamOfLinesMayBeSilentForAWhileAndNoLonger() {
    var patience = Duration.ofSeconds(published("/lines/silentSeconds"));
    // A machine that stands still for longer than that proves nothing.
    await().atMost(Duration.ofSeconds(60)).ignoreExceptions()
        .untilAsserted(() -> beSilent(patience));
  }

  private void beSilent(Duration patience) throws IOException {
    await().atMost(Duration.ofSeconds(60)).until(() -> openStreams() == 0);
    try (var stream = OpenStream.open(); var other = OpenStream.open()) {
      await().atMost(Duration.ofSeconds(60)).until(() -> openStreams() == 2);
      try (var third = OpenStream.open()) {
        assertThat(third.status()).as("limit + 1").isEqualTo(503);
      }
      stream.send(Sender.event() + "\n" + Sender.event());

      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.next().path("status").asText()).isEqualTo("accepted");
      assertThat(stream.isSilentFor(patience.dividedBy(2))).isTrue();
      stream.send("\n" + Sender.event());
      assertThat(stream.next().path("status").asText()).as("below the limit").isEqualTo("accepted");
      var closing = stream.next();
      assertThat(closing.path("lastLine").asInt()).isEqualTo(2);
      assertThat(closing.path("complete").asBoolean()).isFalse();
      assertThat(closing.at("/problem/type").asText()).isEqualTo("/problems/request_timeout");
      assertThat(stream.hasEnded()).isTrue();
      assertThat(other.status()).as("nothing came at all").isEqualTo(408);
    }
  }

  private double openStreams() {
    return meters.get("groundswell.lines.streams").gauge().value();
  }

  private int published(String pointer) {
    return sender.ask("GET", "/v1/limits", "").body().at(pointer).asInt();
  }

  @Test
  void whatABrokenConnectionHadSentIsNotKept() throws Exception {
    int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    var part = new byte[90 << 10];
    Arrays.fill(part, (byte) ' ');
    long before = heapInUse();
    for (int i = 0; i < 600; i++) {
      try (var socket = new Socket("localhost", port)) {
        socket.setSoLinger(true, 0);
        socket.getOutputStream()
            .write(("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "X-API-Key: " + EdgeBackend.KEY.text() + "\r\nContent-Length: 95000\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(part);
      }
    }

    // On most machines earlier than they are swept up.
    await().atMost(Duration.ofSeconds(30)).until(() -> sender.single(Sender.event()).status() == 202);
    assertThat(heapInUse() - before).isLessThan(25L << 20);
  }

  private static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void whoComesTooManyIsTurnedAwayAndWhoWasTakenIsAnswered() throws Exception {
    var event = Sender.event();
    var other = Keys.make(1, Scope.WRITE);
    try (var first = begin(event, 30_000); var second = begin(event, 30_000)) {
      await().atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(send(other, event, 50_000).status()).isEqualTo(503));

      assertThat(send(other, event, 50_000).problem()).isEqualTo("overloaded");
      var tooMuchOfOneKey = send(EdgeBackend.KEY.text(), event, 28_100);
      assertThat(tooMuchOfOneKey.status()).isEqualTo(429);
      assertThat(tooMuchOfOneKey.problem()).isEqualTo("quota_exceeded");
      assertThat(tooMuchOfOneKey.http().headers().firstValue("Retry-After")).contains("1");
      assertThat(send(other, event, 12_000).status()).isEqualTo(202);
      for (var taken : List.of(first, second)) {
        assertThat(end(taken, 30_000)).startsWith("HTTP/1.1 202");
      }
    }
    assertThat(send(other, event, 50_000).status()).isEqualTo(202);
  }

  private static Sender.Reply send(String key, String event, int length) {
    return Sender.withKey(key).single(event + " ".repeat(length - event.length()));
  }

  /// Sends the headers and half of the body.
  private static Socket begin(String event, int length) throws IOException {
    var socket = new Socket("localhost", ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class));
    socket.getOutputStream().write(("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + "Content-Type: application/json\r\nX-API-Key: " + EdgeBackend.KEY.text() + "\r\nContent-Length: " + length
        + "\r\n\r\n" + event + " ".repeat(length / 2 - event.length())).getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  /// Sends the rest, and returns the answer.
  private static String end(Socket socket, int length) throws IOException {
    socket.getOutputStream().write(" ".repeat(length - length / 2).getBytes(StandardCharsets.UTF_8));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /// Those who show their key in the body only. Of 98 KiB a quarter is for one address.
  @Test
  void whoHasShownNoKeyTakesNoRoomOfThoseFromElsewhere() throws Exception {
    var body = "{\"event\":\"E\",\"timestamp\":\"" + Sender.now() + "\",\"writeKey\":\"" + Keys.make(1, Scope.WRITE)
        + "\"}" + " ".repeat(15_000);
    try (var slow = new Socket("127.0.0.1", port())) {
      slow.getOutputStream()
          .write(("POST /v1/track HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
              + body.length() + "\r\n\r\n" + body.substring(0, 8_000)).getBytes(StandardCharsets.UTF_8));
      await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(unnamed("127.0.0.1", body)).isEqualTo(429));

      assertThat(unnamed("127.0.0.2", body)).isEqualTo(200);

      slow.getOutputStream().write(body.substring(8_000).getBytes(StandardCharsets.UTF_8));
      assertThat(new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 200");
    }
    assertThat(unnamed("127.0.0.1", body)).isEqualTo(200);
  }

  private static int port() {
    return ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
  }

  private static int unnamed(String from, String body) throws IOException, InterruptedException {
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
        .localAddress(InetAddress.getByName(from)).build()) {
      return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/v1/track"))
          .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void tooMuchAtOnceIsToBeSentAgain() {
    var large = Sender.event().replace("\"data\":{", "\"data\":{\"note\":\"" + "n".repeat(150 << 10) + "\",");

    var reply = sender.single(large);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.problem()).isEqualTo("overloaded");
    assertThat(reply.http().headers().firstValue("Retry-After")).isPresent();
    assertThat(sender.batch(List.of(Sender.event())).status()).isEqualTo(200);
  }
}
