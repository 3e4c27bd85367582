package io.groundswell.ingest.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.groundwork.access.Scope;
import io.groundswell.ingest.Announced;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Keys;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Strict;
import io.groundswell.ingest.TriesLimit;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/// The limits of the edge as a whole, made small: one less and the limit itself are taken, one more is not.
@QuarkusTest
@TestProfile(Strict.class)
@QuarkusTestResource(EdgeBackend.class)
class EdgeLimitsTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  /// What a request counts beside its body.
  private static final int OF_A_REQUEST = 4 << 10;
  private static final String ASK = "GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @Inject
  MeterRegistry meters;

  private final Sender sender = Sender.withBootstrapKey();

  @Test
  @TriesLimit("/key/bytesHeld")
  void aKeyHoldsUpToItsShare() {
    int most = published("/key/bytesHeld") - OF_A_REQUEST;

    assertThat(body(sender, most - 1, 0).status()).isEqualTo(202);
    assertThat(body(sender, most, 0).status()).isEqualTo(202);
    var beyond = body(sender, most + 1, 0);
    assertThat(beyond.status()).isEqualTo(429);
    assertThat(beyond.problem()).isEqualTo("quota_exceeded");
  }

  @Test
  @TriesLimit("/edge/bytesHeld")
  void allTogetherHoldUpToTheBudget() throws IOException {
    var event = Sender.event();
    int first = 30_000;
    try (var holding = Announced.ask(Keys.make(1, Scope.WRITE), Sender.SINGLE,
        event + " ".repeat(first - event.length()))) {
      assertThat(holding.isTaken()).isTrue();
      int held = first + OF_A_REQUEST;
      int most = published("/edge/bytesHeld") - held - OF_A_REQUEST;

      assertThat(body(sender, most - 1, held).status()).isEqualTo(202);
      assertThat(body(sender, most, held).status()).isEqualTo(202);
      var beyond = body(sender, most + 1, held);
      assertThat(beyond.status()).isEqualTo(503);
      assertThat(beyond.problem()).isEqualTo("overloaded");
      assertThat(holding.send().status()).isEqualTo(202);
    }
  }

  /// A request of that many bytes, when nothing but so much is held.
  private Sender.Reply body(Sender by, int length, int held) {
    await().atMost(SOON).pollInterval(Duration.ofMillis(5))
        .until(() -> meters.get("groundswell.intake.held").gauge().value() == held);
    var event = Sender.event();
    return by.single(event + " ".repeat(length - event.length()));
  }

  @Test
  @TriesLimit("/edge/connections")
  void connectionsAreServedUpToTheLimitAndTheNextIsClosed() throws IOException {
    int most = published("/edge/connections");
    var open = new ArrayList<Socket>();
    try {
      while (connections() < most - 2) {
        open.add(served());
      }
      // Connections that were kept from earlier requests may end meanwhile.
      await().atMost(SOON).untilAsserted(() -> {
        while (connections() < most) {
          open.add(served());
        }
        assertThat(isNextServed()).as("limit + 1").isFalse();
      });
      assertThat(open).as("each of which was served").hasSizeGreaterThan(most / 2);

      open.removeFirst().close();
      await().atMost(SOON).until(EdgeLimitsTest::isNextServed);
    } finally {
      for (var socket : open) {
        socket.close();
      }
    }
    await().atMost(SOON).until(() -> sender.single(Sender.event()).status() == 202);
  }

  /// Who says nothing is a connection, too.
  @Test
  void silentConnectionsCountAsWell() throws IOException {
    double before = connections();
    var silent = List.of(connect(), connect(), connect());
    try {
      await().atMost(SOON).untilAsserted(() -> assertThat(connections()).isGreaterThanOrEqualTo(before + 3));
    } finally {
      for (var socket : silent) {
        socket.close();
      }
    }
  }

  private double connections() {
    return meters.get("vertx.http.connections.current").gauge().value();
  }

  private static Socket served() throws IOException {
    var socket = connect();
    assertThat(isServed(socket)).isTrue();
    return socket;
  }

  private static Socket connect() throws IOException {
    var socket = new Socket("localhost", ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class));
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static boolean isNextServed() throws IOException {
    try (var next = connect()) {
      return isServed(next);
    }
  }

  private static boolean isServed(Socket socket) throws IOException {
    try {
      socket.getOutputStream().write(ASK.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).equals("HTTP/1.1 405");
    } catch (SocketException closed) {
      return false;
    }
  }

  private int published(String pointer) {
    return sender.ask("GET", "/v1/limits", "").body().at(pointer).asInt();
  }
}
