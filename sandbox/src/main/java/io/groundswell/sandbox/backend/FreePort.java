package io.groundswell.sandbox.backend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Ports of the loopback interface that nobody listens on at this moment. Another process may be quicker; a server that
/// finds its port taken fails to start, which is noticed.
public final class FreePort {

  private static final int LEAST = 20_000;
  private static final int LAST = 32_000;
  private static final int TRIES = 1_000;

  private FreePort() {
  }

  /// The given port, or any free one where it is 0.
  public static int orElse(int port) {
    return port == 0 ? any() : port;
  }

  /// A port below those that systems hand out to outgoing connections (32768 and up on Linux): one of these could take
  /// the port of a server that is just being started again, and a client that tries to reach that server could even
  /// connect to itself.
  public static int any() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LEAST, LAST);
      if (is(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port is free between " + LEAST + " and " + LAST);
  }

  public static boolean is(int port) {
    try (var socket = new ServerSocket()) {
      // A port whose last connections still linger in TIME_WAIT is free to us, as it is to the servers that follow.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
