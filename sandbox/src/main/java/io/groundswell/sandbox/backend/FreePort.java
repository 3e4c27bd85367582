package io.groundswell.sandbox.backend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// Ports of the loopback interface that nobody listens on at this moment. Another process may be quicker; a server that
/// finds its port taken fails to start, which is noticed.
public final class FreePort {

  private static final int LEAST = 20_000;
  private static final int LAST = 32_000;
  private static final int TRIES = 1_000;

  // What was handed out is taken, though its server may not have begun to listen.
  private static final Set<Integer> HANDED_OUT = ConcurrentHashMap.newKeySet();

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
    return any(LEAST, LAST);
  }

  /// A port that nobody else asks for, since it is below those of [#any()]: what a child process chooses for itself
  /// must not be what its parent is about to give to the next one.
  static int inner() {
    return any(LEAST - 4_000, LEAST);
  }

  private static int any(int least, int last) {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(least, last);
      if (is(port) && HANDED_OUT.add(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port is free between " + least + " and " + last);
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
