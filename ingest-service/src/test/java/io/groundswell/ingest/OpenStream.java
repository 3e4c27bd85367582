package io.groundswell.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;

/// A request with lines whose body is still being sent while its answer is read: HTTP/1.1 in chunks, by hand.
public final class OpenStream implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] END_OF_CHUNK = "\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END_OF_BODY = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Socket socket;
  private final InputStream in;
  private int status;
  private byte[] chunk = {};
  private int at;

  private OpenStream(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  public static OpenStream open(String... headers) throws IOException {
    return withKey(EdgeBackend.KEY.text(), headers);
  }

  public static OpenStream withKey(String key, String... headers) throws IOException {
    var stream = connected();
    stream.raw(head(key, headers));
    return stream;
  }

  /// A request that is whole already, head and body in one write: what fits into one read of the edge (2 KiB on a new
  /// connection) is there for it at once, which a client that writes head and body one after the other cannot promise.
  public static OpenStream atOnce(byte[] body, String... headers) throws IOException {
    var stream = connected();
    var request = new ByteArrayOutputStream();
    request.writeBytes(head(EdgeBackend.KEY.text(), headers));
    request.writeBytes(size(body));
    request.writeBytes(body);
    request.writeBytes(END_OF_CHUNK);
    request.writeBytes(END_OF_BODY);
    stream.raw(request.toByteArray());
    return stream;
  }

  private static OpenStream connected() throws IOException {
    var socket = new Socket("localhost", ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    return new OpenStream(socket);
  }

  private static byte[] head(String key, String... headers) {
    var head = new StringBuilder("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        + "Content-Type: application/x-ndjson\r\nX-API-Key: " + key + "\r\n");
    for (var header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] size(byte[] chunk) {
    return (Integer.toHexString(chunk.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  public void send(byte[] bytes) throws IOException {
    raw(size(bytes));
    raw(bytes);
    raw(END_OF_CHUNK);
  }

  public void end() throws IOException {
    raw(END_OF_BODY);
  }

  public int status() throws IOException {
    if (status == 0) {
      status = Integer.parseInt(head().split(" ", 3)[1]);
      while (!head().isEmpty()) {
        // The headers of the answer.
      }
    }
    return status;
  }

  /// The next line of the answer.
  public JsonNode next() throws IOException {
    var line = new StringBuilder();
    for (int b = read(); b != '\n'; b = read()) {
      if (b < 0) {
        throw new IOException("the answer ends in the middle: " + line);
      }
      line.append((char) b);
    }
    return JSON.readTree(line.toString());
  }

  /// Waits for what comes next, and says whether that is the end of the answer.
  public boolean hasEnded() throws IOException {
    return read() < 0;
  }

  /// Whether the edge closes the connection behind its answer, and not only when it finds that nothing comes any more.
  public boolean isClosed() throws IOException {
    socket.setSoTimeout(10_000);
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    }
  }

  /// Whether nothing comes for so long.
  public boolean isSilentFor(Duration duration) throws IOException {
    socket.setSoTimeout(Math.toIntExact(duration.toMillis()));
    in.mark(1);
    try {
      in.read();
      in.reset();
      return false;
    } catch (SocketTimeoutException silent) {
      return true;
    } finally {
      socket.setSoTimeout(30_000);
    }
  }

  private int read() throws IOException {
    status();
    while (at == chunk.length) {
      int length = Integer.parseInt(head(), 16);
      chunk = in.readNBytes(length);
      at = 0;
      head();
      if (length == 0) {
        return -1;
      }
    }
    return chunk[at++] & 0xff;
  }

  private String head() throws IOException {
    var line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ends in the middle: " + line);
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  private void raw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
