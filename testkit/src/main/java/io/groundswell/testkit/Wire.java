package io.groundswell.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A wire between client and server that can be cut: altogether, or just around a COMMIT.
public final class Wire implements AutoCloseable {

  /// What happens to the connection that sends the next COMMIT.
  public enum Commit {
    PASSES, LOSES_ITS_ANSWER, NEVER_ARRIVES, IS_SWALLOWED
  }

  private static final byte[] COMMIT = "COMMIT".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final InetSocketAddress server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger faults = new AtomicInteger();
  private volatile Commit commit = Commit.PASSES;
  private volatile boolean cut;

  public Wire(String host, int port) throws IOException {
    this.server = new InetSocketAddress(host, port);
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /// The next so many COMMITs meet this fate.
  public void nextCommits(int count, Commit fate) {
    commit = fate;
    faults.set(count);
  }

  public int faultsLeft() {
    return faults.get();
  }

  /// Cuts all connections and refuses new ones.
  public void cut() {
    cut = true;
    sockets.forEach(Wire::close);
  }

  public void mend() {
    cut = false;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }

  private void accept() {
    try {
      while (true) {
        var client = listener.accept();
        if (cut) {
          close(client);
        } else {
          join(client);
        }
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void join(Socket client) throws IOException {
    var onward = new Socket();
    try {
      onward.connect(server);
    } catch (IOException e) {
      close(client);
      return;
    }
    sockets.add(client);
    sockets.add(onward);
    Thread.ofVirtual().start(() -> pump(client, onward, true));
    Thread.ofVirtual().start(() -> pump(onward, client, false));
  }

  private void pump(Socket from, Socket to, boolean fromClient) {
    var bytes = new byte[1 << 16];
    try (from; to) {
      int read;
      while ((read = from.getInputStream().read(bytes)) >= 0) {
        var fate = fromClient && contains(bytes, read) && faults.getAndUpdate(n -> Math.max(0, n - 1)) > 0
            ? commit
            : Commit.PASSES;
        switch (fate) {
          case PASSES -> to.getOutputStream().write(bytes, 0, read);
          case LOSES_ITS_ANSWER -> {
            close(from);
            to.getOutputStream().write(bytes, 0, read);
            // The server reads to the end of what was sent before it sees that nobody listens.
            to.shutdownOutput();
            awaitEnd(to);
          }
          case NEVER_ARRIVES -> {
            close(from);
            close(to);
          }
          case IS_SWALLOWED -> {
            // Both ends stay connected and nobody answers.
          }
        }
      }
    } catch (IOException e) {
      // cut
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static void awaitEnd(Socket socket) throws IOException {
    try {
      while (socket.getInputStream().read() >= 0) {
        // what the server answers is lost
      }
    } catch (SocketException e) {
      // the other direction's pump closed it
    }
  }

  private static boolean contains(byte[] bytes, int length) {
    for (int i = 0; i <= length - COMMIT.length; i++) {
      if (Arrays.equals(bytes, i, i + COMMIT.length, COMMIT, 0, COMMIT.length)) {
        return true;
      }
    }
    return false;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // closed it is
    }
  }
}
