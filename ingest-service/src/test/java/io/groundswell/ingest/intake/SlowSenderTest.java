package io.groundswell.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Sender;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
      return Map.of("groundswell.intake.body-deadline", "1s", "groundswell.intake.most-in-flight", "100K");
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
  void tooMuchAtOnceIsToBeSentAgain() {
    var large = Sender.event().replace("\"data\":{", "\"data\":{\"note\":\"" + "n".repeat(150 << 10) + "\",");

    var reply = sender.single(large);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.problem()).isEqualTo("overloaded");
    assertThat(reply.http().headers().firstValue("Retry-After")).isPresent();
    assertThat(sender.batch(List.of(Sender.event())).status()).isEqualTo(200);
  }
}
