package io.groundswell.testkit;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/// A connection to a service of this machine on which anything may be sent.
public final class RawConnection implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;
  private static final int DRIP_MILLIS = 100;
  /// Of a drip and its answer, so that a connection that goes on for ever fails its test.
  private static final int MOST_BYTES = 1_000;

  private final Socket socket;

  public RawConnection(int port) throws IOException {
    socket = new Socket("localhost", port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  public void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// All that comes until the connection ends.
  public String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /// Sends the beginning of a request and then one byte after the other, until the connection ends.
  ///
  /// @return what was answered
  public String drip() throws IOException {
    socket.setSoTimeout(DRIP_MILLIS);
    send("GET / HTTP/1.1\r\nX-Slow: ");
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
          send("x");
        } catch (IOException closed) {
          // What was answered is still to be read.
          socket.setSoTimeout(PATIENCE_MILLIS);
        }
      } catch (IOException reset) {
        return answer.toString();
      }
    }
    throw new IllegalStateException("the connection goes on");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
