package io.groundswell.sandbox.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Ports of the loopback interface that nobody listens on at this moment. Another process may be quicker; a server that
/// finds its port taken fails to start, which is noticed.
public final class FreePort {

  private FreePort() {
  }

  /// The given port, or any free one where it is 0.
  public static int orElse(int port) {
    return port == 0 ? any() : port;
  }

  public static int any() {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no port is free", e);
    }
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
