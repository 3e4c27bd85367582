package io.groundswell.proof.bench;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Clients that send a byte of their bodies now and then, until they are closed.
final class SlowClients implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(100);
  /// So long that none of them comes to its end.
  private static final int BODY = 10_000;

  private final List<Socket> sockets = new ArrayList<>();
  private final Thread thread = Thread.ofPlatform().name("slow-clients").unstarted(this::drip);
  private volatile boolean closing;
  private volatile @Nullable IOException failure;

  private SlowClients() {
  }

  static SlowClients connect(URI edge, String key, int number) throws IOException {
    var clients = new SlowClients();
    var head = ("POST /v1/events HTTP/1.1\r\nHost: " + edge.getAuthority() + "\r\nContent-Type: application/json\r\n"
        + "X-API-Key: " + key + "\r\nContent-Length: " + BODY + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    for (int each = 0; each < number; each++) {
      var socket = new Socket(edge.getHost(), edge.getPort());
      clients.sockets.add(socket);
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(head);
    }
    clients.thread.start();
    return clients;
  }

  private void drip() {
    try {
      while (!closing) {
        for (var socket : sockets) {
          socket.getOutputStream().write(' ');
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (IOException closed) {
      failure = closed;
    }
  }

  /// @throws IOException where the edge has not waited for all of them
  @Override
  public void close() throws IOException, InterruptedException {
    closing = true;
    thread.join();
    for (var socket : sockets) {
      socket.close();
    }
    var closed = failure;
    if (closed != null) {
      throw closed;
    }
  }
}
