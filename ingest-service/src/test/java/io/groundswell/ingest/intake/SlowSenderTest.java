package io.groundswell.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Sender;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/// Senders that take their time, and bodies that together are too much.
@QuarkusTest
@TestProfile(SlowSenderTest.Strict.class)
@QuarkusTestResource(EdgeBackend.class)
class SlowSenderTest {

  public static final class Strict implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("groundswell.door.body-deadline", "1s", "groundswell.door.most-in-flight", "100K");
    }
  }

  private final Sender sender = Sender.withBootstrapKey();

  @Test
  void aBodyThatDoesNotComeIsGivenUp() throws Exception {
    int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    try (var socket = new Socket("localhost", port)) {
      socket.getOutputStream()
          .write(("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "X-API-Key: " + EdgeBackend.KEY.text() + "\r\nContent-Length: 1000\r\n\r\n{")
              .getBytes(StandardCharsets.UTF_8));

      var reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(reply).startsWith("HTTP/1.1 408").contains("connection: close").contains("/problems/request_timeout");
    }
    assertThat(sender.single(Sender.event()).status()).isEqualTo(202);
  }

  @Test
  void whatABrokenConnectionHadSentIsNotKept() throws Exception {
    int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    var part = new byte[90 << 10];
    Arrays.fill(part, (byte) ' ');
    long before = heapInUse();
    for (int i = 0; i < 1_000; i++) {
      try (var socket = new Socket("localhost", port)) {
        socket.setSoLinger(true, 0);
        socket.getOutputStream()
            .write(("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "X-API-Key: " + EdgeBackend.KEY.text() + "\r\nContent-Length: 95000\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(part);
      }
    }

    // Within a second, which is earlier than they are swept up.
    assertThat(sender.single(Sender.event()).status()).isEqualTo(202);
    assertThat(heapInUse() - before).isLessThan(30L << 20);
  }

  private static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
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
