package io.groundswell.trend.webhook;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/// A small HTTP server that takes webhooks.
final class Receiver implements AutoCloseable {

  final List<Got> got = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  record Got(String id, long timestamp, String signature, String body) {
  }

  /// @param answer the status of the n-th request, from 1 on; 3xx leads to itself
  Receiver(IntFunction<Integer> answer) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> {
      var headers = exchange.getRequestHeaders();
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      synchronized (got) {
        got.add(new Got(headers.getFirst("webhook-id"), Long.parseLong(headers.getFirst("webhook-timestamp")),
            headers.getFirst("webhook-signature"), body));
      }
      exchange.getResponseHeaders().add("Location", url() + "elsewhere");
      exchange.sendResponseHeaders(answer.apply(got.size()), -1);
      exchange.close();
    });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/hook?for=trends";
  }

  List<String> ids() {
    return got.stream().map(Got::id).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
