package io.groundswell.proof.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A connection that asks and waits for the whole answer. A plain socket, since clients share the machine with what
/// they measure, and a full client costs more than many of the answers.
final class PlainHttp implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String headers;

  PlainHttp(URI target, String key) throws IOException {
    this.socket = new Socket(target.getHost(), target.getPort());
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    this.out = socket.getOutputStream();
    this.headers = " HTTP/1.1\r\nHost: " + target.getAuthority() + "\r\nAuthorization: Bearer " + key + "\r\n";
  }

  /// @param bytes length of the body
  record Answer(int status, int bytes) {
  }

  Answer get(String path) throws IOException {
    return ask("GET " + path + headers + "\r\n");
  }

  Answer post(String path, String json) throws IOException {
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    return ask("POST " + path + headers + "Content-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n"
        + json);
  }

  private Answer ask(String request) throws IOException {
    out.write(request.getBytes(StandardCharsets.UTF_8));
    var status = line();
    if (!status.startsWith("HTTP/1.1 ")) {
      throw new IOException("answered " + status);
    }
    int length = 0;
    boolean chunked = false;
    for (var header = line(); !header.isEmpty(); header = line()) {
      var lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      }
      chunked |= lower.startsWith("transfer-encoding:") && lower.endsWith("chunked");
    }
    if (chunked) {
      length = chunks();
    } else {
      in.skipNBytes(length);
    }
    return new Answer(Integer.parseInt(status.split(" ")[1]), length);
  }

  private int chunks() throws IOException {
    int all = 0;
    for (int length = Integer.parseInt(line(), 16); length > 0; length = Integer.parseInt(line(), 16)) {
      in.skipNBytes(length);
      line();
      all += length;
    }
    line();
    return all;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
