package io.groundswell.ingest;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.eclipse.microprofile.config.ConfigProvider;

/// A request that asks before it sends its body (`Expect: 100-continue`), by hand: so what the edge says of it was said
/// before a byte of the body existed.
public final class Announced implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;
  private final String body;
  private final Answer first;

  /// @param head its lines, the status line first, in lower case
  public record Answer(int status, String head, String body) {
  }

  private Announced(Socket socket, String body) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.body = body;
    this.first = read();
  }

  /// Sends the headers, and waits for what the edge says to them.
  public static Announced ask(String key, String contentType, String body) throws IOException {
    var socket = new Socket("localhost", ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    write(socket, "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Type: " + contentType
        + "\r\nX-API-Key: " + key + "\r\nContent-Length: " + body.length() + "\r\n\r\n");
    return new Announced(socket, body);
  }

  public boolean isTaken() {
    return first.status == 100;
  }

  /// What was said before the body was sent.
  public Answer first() {
    return first;
  }

  /// Sends the body, and waits for the answer.
  public Answer send() throws IOException {
    write(socket, body);
    return read();
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private Answer read() throws IOException {
    var head = new StringBuilder();
    int length = 0;
    for (var line = line(); !line.isEmpty(); line = line()) {
      head.append(line).append('\n');
      length = line.startsWith("content-length: ") ? Integer.parseInt(line.substring(16)) : length;
    }
    return new Answer(Integer.parseInt(head.substring(9, 12)), head.toString(),
        new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ends in the middle: " + line);
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
