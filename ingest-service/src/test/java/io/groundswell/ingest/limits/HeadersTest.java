package io.groundswell.ingest.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.Lane;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Strict;
import io.groundswell.ingest.Topic;
import io.groundswell.ingest.TriesLimit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Headers that do not come, and headers that can be read in two ways.
@QuarkusTest
@TestProfile(Strict.class)
@QuarkusTestResource(EdgeBackend.class)
class HeadersTest {

  private static final String ASK = "GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
  /// Of what is sent, a byte in a tenth of a second, and of its answer.
  private static final int MOST_BYTES = 1_000;
  private static final String BEGINNING = "GET /v1/events HTTP/1.1\r\nX-Slow: ";

  @Inject
  MeterRegistry meters;

  private final Sender sender = Sender.withBootstrapKey();

  @Test
  @TriesLimit("/edge/headerSeconds")
  void headersThatDripAreGivenUp() throws IOException {
    assertThat(sender.ask("GET", "/v1/limits", "").body().at("/edge/headerSeconds").asInt()).isEqualTo(2);
    double before = givenUp();
    try (var slow = connect()) {
      long begun = System.nanoTime();

      var answer = drip(slow);

      assertThat(answer).startsWith("HTTP/1.1 408").contains("connection: close", "/problems/request_timeout",
          "the headers have to be sent within 2 s");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("not a moment before its time")
          .isGreaterThan(Duration.ofSeconds(2));
    }
    assertThat(givenUp() - before).isOne();
  }

  /// Behind another request nobody could tell the answer from that of the other.
  @Test
  void headersOfALaterRequestAreGivenUpWithoutAWord() throws IOException {
    try (var slow = connect()) {
      assertThat(answer(slow, ASK)).startsWith("HTTP/1.1 405");

      assertThat(drip(slow)).isEmpty();
    }
  }

  @Test
  void headersThatComeInPiecesAndInTimeAreRead() {
    // A machine that stands still for longer than the deadline proves nothing.
    await().atMost(Duration.ofSeconds(60)).ignoreExceptionsInstanceOf(SocketException.class).untilAsserted(() -> {
      try (var slow = connect()) {
        for (int at = 0; at < ASK.length() - 5; at += 5) {
          write(slow, ASK.substring(at, at + 5));
        }
        assertThat(answer(slow, ASK.substring((ASK.length() - 1) / 5 * 5))).startsWith("HTTP/1.1 405");
      }
    });
  }

  @Test
  void whoAsksNothingForAWhileMayGoOn() throws IOException {
    try (var patient = connect()) {
      assertThat(answer(patient, ASK)).startsWith("HTTP/1.1 405");
      patient.setSoTimeout(3_000);
      assertThat(isOpen(patient)).as("after longer than headers may take").isTrue();
      patient.setSoTimeout(30_000);

      assertThat(answer(patient, ASK)).startsWith("HTTP/1.1 405");
    }
  }

  /// What a proxy in front might take for the body of the first request would be a second one to us.
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      Content-Length: 4                    | Transfer-Encoding: chunked
      Transfer-Encoding: chunked           | Content-Length: 4
      Transfer-Encoding: xchunked          | X: 1
      Transfer-Encoding: chunked, identity | X: 1
      Transfer-Encoding: identity          | Transfer-Encoding: chunked
      Transfer-Encoding: chunked           | Transfer-Encoding: chunked
      Content-Length: 4                    | Content-Length: 5
      Content-Length: +4                   | X: 1
      Host: other                          | X: 1
      """)
  void aRequestThatCanBeReadInTwoWaysIsNotRead(String one, String other) throws IOException {
    var id = UUID.randomUUID().toString();
    var event = Sender.event(id, Sender.now());
    try (var socket = connect()) {
      write(socket, "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + Sender.SINGLE + "\r\nX-API-Key: "
          + EdgeBackend.KEY.text() + "\r\n" + one + "\r\n" + other + "\r\n\r\n" + Integer.toHexString(event.length())
          + "\r\n" + event + "\r\n0\r\n\r\n" + ASK);

      assertThat(rest(socket)).startsWith("HTTP/1.1 400").doesNotContain("405");
    }
    assertThat(Topic.recordsWith(Lane.LIVE, id)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"GET /v1/events HTTP/1.1", "GET /v1/events HTTP/3.7", "PRI * HTTP/2.0"})
  void aRequestOfAnotherVersionOrWithoutHostIsRefused(String line) throws IOException {
    try (var socket = connect()) {
      write(socket, line + "\r\n\r\n");

      assertThat(rest(socket)).contains(" 400 ").doesNotContain("Error id");
    }
  }

  @Test
  void olderClientsMayNameNoHost() throws IOException {
    try (var socket = connect()) {
      write(socket, "GET /v1/events HTTP/1.0\r\n\r\n");

      assertThat(rest(socket)).startsWith("HTTP/1.0 405");
    }
  }

  @Test
  void theSameHoldsBehindTls() throws Exception {
    try (var kept = secured(); var slow = secured(); var twofold = secured()) {
      assertThat(answer(kept, ASK)).startsWith("HTTP/1.1 405");
      assertThat(answer(kept, ASK)).startsWith("HTTP/1.1 405");

      assertThat(drip(slow)).startsWith("HTTP/1.1 408");
      write(twofold, "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
          + "Content-Length: 4\r\n\r\n0\r\n\r\n");
      assertThat(rest(twofold)).startsWith("HTTP/1.1 400");
    }
  }

  /// What ends a connection of HTTP/1.1 ends nothing that goes on beside it here.
  @Test
  void theNextVersionIsSpokenBehindTls() throws Exception {
    try (var client = HttpClient.newBuilder().sslContext(trusting()).version(HttpClient.Version.HTTP_2).build()) {
      var lines = send(client, "application/x-ndjson", Sender.event() + "\n" + Sender.event());
      var tooLarge = send(client, Sender.SINGLE, " ".repeat(9 << 20));
      var single = send(client, Sender.SINGLE, Sender.event());

      assertThat(lines.statusCode()).isEqualTo(200);
      assertThat(lines.body()).contains("\"accepted\":2", "\"complete\":true");
      assertThat(tooLarge.statusCode()).isEqualTo(413);
      assertThat(single.statusCode()).isEqualTo(202);
      assertThat(single.version()).isEqualTo(HttpClient.Version.HTTP_2);
    }
  }

  private static HttpResponse<String> send(HttpClient client, String contentType, String body)
      throws IOException, InterruptedException {
    return client.send(HttpRequest
        .newBuilder(URI.create("https://localhost:" + port("quarkus.http.test-ssl-port") + "/v1/events"))
        .header("Content-Type", contentType).header("X-API-Key", EdgeBackend.KEY.text())
        .timeout(Duration.ofSeconds(30)).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private double givenUp() {
    return meters.find("groundswell.intake.refusals").tags("key", "none", "reason", "request_timeout").counters()
        .stream().mapToDouble(Counter::count).sum();
  }

  private static int port(String name) {
    return ConfigProvider.getConfig().getValue(name, Integer.class);
  }

  private static Socket secured() throws IOException, GeneralSecurityException {
    var socket = trusting().getSocketFactory().createSocket("localhost", port("quarkus.http.test-ssl-port"));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static SSLContext trusting() throws IOException, GeneralSecurityException {
    var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(KeyStore.getInstance(Strict.keyStore().toFile(), Strict.PASSWORD.toCharArray()));
    var context = SSLContext.getInstance("TLS");
    context.init(null, trusted.getTrustManagers(), null);
    return context;
  }

  private static Socket connect() throws IOException {
    var socket = new Socket("localhost", port("quarkus.http.test-port"));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    return socket;
  }

  /// One byte after the other until the connection ends; returns what was answered.
  private static String drip(Socket socket) throws IOException {
    socket.setSoTimeout(100);
    write(socket, BEGINNING);
    var answer = new StringBuilder();
    for (int bytes = 0; bytes < MOST_BYTES; bytes++) {
      try {
        int come = socket.getInputStream().read();
        if (come < 0) {
          return answer.toString();
        }
        answer.append((char) come);
      } catch (SocketTimeoutException nothing) {
        try {
          write(socket, "x");
        } catch (IOException closed) {
          // What was answered is still to be read.
          socket.setSoTimeout(30_000);
        }
      } catch (IOException reset) {
        return answer.toString();
      }
    }
    throw new AssertionError("the connection goes on");
  }

  private static boolean isOpen(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException silent) {
      return true;
    }
  }

  /// The head of the answer, and its body passed over.
  private static String answer(Socket socket, String request) throws IOException {
    write(socket, request);
    var in = socket.getInputStream();
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int come = in.read();
      if (come < 0) {
        return head.toString();
      }
      head.append((char) come);
    }
    var text = head.toString();
    var length = text.toLowerCase(Locale.ROOT).replaceFirst("(?s).*content-length: ([0-9]+).*", "$1");
    in.readNBytes(Integer.parseInt(length));
    return text;
  }

  private static String rest(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException reset) {
      return "reset";
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
