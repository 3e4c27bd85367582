package io.groundswell.proof.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Clients that ask for the same page again and again, each on a connection and a thread of its own, each waiting for
/// the whole answer before it asks again. Plain sockets, since the clients share the machine with what they measure.
final class Asking {

  private final URI target;
  private final byte[] request;
  private final int clients;

  Asking(URI target, String path, String key, int clients) {
    this.target = target;
    this.clients = clients;
    this.request = ("GET " + path + " HTTP/1.1\r\nHost: " + target.getAuthority() + "\r\nAuthorization: Bearer " + key
        + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /// What a run came to.
  ///
  /// @param p50 and p99: milliseconds from the request to the end of its answer
  /// @param bytes length of the last answer's body
  record Result(double requestsPerSecond, double p50, double p99, int bytes) {
  }

  /// Asks for the warm-up, forgets it, and measures for the duration.
  Result run(Duration warmUp, Duration duration) throws InterruptedException, ExecutionException {
    long measured = System.nanoTime() + warmUp.toNanos();
    long end = measured + duration.toNanos();
    var all = new Samples();
    int bytes = 0;
    try (var threads = Executors.newFixedThreadPool(clients)) {
      var clientsOfAll = new ArrayList<Callable<Client>>();
      for (int i = 0; i < clients; i++) {
        clientsOfAll.add(() -> new Client().ask(measured, end));
      }
      for (var client : threads.invokeAll(clientsOfAll)) {
        client.get().latencies.forEach(all::add);
        bytes = client.get().bytes;
      }
    }
    return new Result(all.count() / (duration.toNanos() / 1e9), all.percentile(0.5), all.percentile(0.99), bytes);
  }

  private final class Client {

    private final ArrayList<Long> latencies = new ArrayList<>();
    private int bytes;

    Client ask(long measured, long end) throws IOException {
      try (var socket = new Socket(target.getHost(), target.getPort())) {
        socket.setTcpNoDelay(true);
        var in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        var out = socket.getOutputStream();
        for (long sent = System.nanoTime(); sent < end; sent = System.nanoTime()) {
          out.write(request);
          bytes = read(in);
          if (sent >= measured) {
            latencies.add(System.nanoTime() - sent);
          }
        }
      }
      return this;
    }

    private int read(InputStream in) throws IOException {
      var status = line(in);
      int length = -1;
      boolean chunked = false;
      for (var header = line(in); !header.isEmpty(); header = line(in)) {
        var lower = header.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(lower.substring("content-length:".length()).strip());
        }
        chunked |= lower.startsWith("transfer-encoding:") && lower.endsWith("chunked");
      }
      if (!status.startsWith("HTTP/1.1 200") || length < 0 && !chunked) {
        throw new IOException("answered " + status);
      }
      if (chunked) {
        return chunks(in);
      }
      in.skipNBytes(length);
      return length;
    }

    private static int chunks(InputStream in) throws IOException {
      int all = 0;
      for (int length = Integer.parseInt(line(in), 16); length > 0; length = Integer.parseInt(line(in), 16)) {
        in.skipNBytes(length);
        line(in);
        all += length;
      }
      line(in);
      return all;
    }

    private static String line(InputStream in) throws IOException {
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
  }
}
