package io.groundswell.proof.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Clients that ask for the same page again and again, each on a connection and a thread of its own, each waiting for
/// the whole answer before it asks again.
final class Asking {

  private final URI target;
  private final String path;
  private final String key;
  private final int clients;

  Asking(URI target, String path, String key, int clients) {
    this.target = target;
    this.path = path;
    this.key = key;
    this.clients = clients;
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
      try (var http = new PlainHttp(target, key)) {
        for (long sent = System.nanoTime(); sent < end; sent = System.nanoTime()) {
          var answer = http.get(path);
          if (answer.status() != 200) {
            throw new IOException("answered " + answer.status());
          }
          bytes = answer.bytes();
          if (sent >= measured) {
            latencies.add(System.nanoTime() - sent);
          }
        }
      }
      return this;
    }
  }
}
