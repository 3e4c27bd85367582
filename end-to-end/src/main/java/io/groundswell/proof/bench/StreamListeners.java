package io.groundswell.proof.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Listeners of the trend stream, each on a connection of its own.
final class StreamListeners implements AutoCloseable {

  private final List<Socket> sockets = new ArrayList<>();
  private final ConcurrentHashMap<String, Queue<Long>> heard = new ConcurrentHashMap<>();
  private final CountDownLatch open;
  private final int many;

  StreamListeners(URI target, String key, int many) throws IOException, InterruptedException {
    this.many = many;
    open = new CountDownLatch(many);
    var request = ("GET /v1/trends/stream HTTP/1.1\r\nHost: " + target.getAuthority() + "\r\nAccept: text/event-stream"
        + "\r\nAuthorization: Bearer " + key + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < many; i++) {
      var socket = new Socket(target.getHost(), target.getPort());
      sockets.add(socket);
      socket.getOutputStream().write(request);
      Thread.ofVirtual().start(() -> listen(socket));
    }
    if (!open.await(60, TimeUnit.SECONDS)) {
      throw new IOException(open.getCount() + " of " + many + " listeners were not answered");
    }
  }

  private void listen(Socket socket) {
    try (var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 512)) {
      var status = in.readLine();
      if (status != null && status.contains(" 200 ")) {
        open.countDown();
      }
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("id:")) {
          heard.computeIfAbsent(line, none -> new ConcurrentLinkedQueue<>()).add(System.nanoTime());
        }
      }
    } catch (IOException closed) {
      // by us
    }
  }

  /// Of an announcement that everybody has heard, the time from the first who did to each, the last one last; empty
  /// while there is none.
  Samples told() {
    var samples = new Samples();
    heard.values()
        .stream()
        .filter(times -> times.size() >= many)
        .findFirst()
        .ifPresent(times -> {
          long first = times.stream().mapToLong(Long::longValue).min().orElseThrow();
          times.forEach(time -> samples.add(time - first));
        });
    return samples;
  }

  @Override
  public void close() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
  }
}
