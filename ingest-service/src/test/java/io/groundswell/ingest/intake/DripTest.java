package io.groundswell.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Sender;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/// Two hundred senders that send a few bytes now and then, beside one that sends as everybody does.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class DripTest {

  private static final int DRIPS = Integer.getInteger("groundswell.fuzz.drips", 200);
  private static final int STEPS = 8;

  private final Sender sender = Sender.withBootstrapKey();

  @Test
  void slowSendersAreWaitedForAndHoldUpNobody() throws IOException {
    var event = Sender.event();
    var drips = new ArrayList<Socket>();
    try {
      for (int each = 0; each < DRIPS; each++) {
        drips.add(begin(event));
      }
      for (int step = 0; step < STEPS; step++) {
        for (var drip : drips) {
          write(drip, event.substring(event.length() * step / STEPS, event.length() * (step + 1) / STEPS - 1));
        }
        assertThat(sender.single(Sender.event()).status()).isEqualTo(202);
        assertThat(sender.batch(List.of(Sender.event(), Sender.event())).body().path("accepted").asInt()).isEqualTo(2);
        for (var drip : drips) {
          int last = event.length() * (step + 1) / STEPS;
          write(drip, event.substring(last - 1, last));
        }
      }
      for (var drip : drips) {
        assertThat(new String(drip.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 202");
      }
    } finally {
      for (var drip : drips) {
        drip.close();
      }
    }
  }

  private static Socket begin(String event) throws IOException {
    var socket = new Socket("localhost", ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    write(socket, "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: " + Sender.SINGLE
        + "\r\nX-API-Key: " + EdgeBackend.KEY.text() + "\r\nContent-Length: " + event.length() + "\r\n\r\n");
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
