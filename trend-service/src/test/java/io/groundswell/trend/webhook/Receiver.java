package io.groundswell.trend.webhook;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/// A small HTTP server that takes webhooks, by TLS where it has a certificate.
final class Receiver implements AutoCloseable {

  final List<Got> got = new CopyOnWriteArrayList<>();
  private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final HttpServer server;

  record Got(String id, long timestamp, String signature, String body) {
  }

  /// @param answer the status of the n-th request, from 1 on; 3xx leads to itself
  Receiver(IntFunction<Integer> answer) throws IOException {
    this(answer, HttpServer.create(LOOPBACK, 0));
  }

  /// @param certified has its certificate
  Receiver(IntFunction<Integer> answer, Certified certified) throws IOException, GeneralSecurityException {
    this(answer, secured(certified));
  }

  private static HttpServer secured(Certified certified) throws IOException, GeneralSecurityException {
    var server = HttpsServer.create(LOOPBACK, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certified.server()));
    return server;
  }

  private Receiver(IntFunction<Integer> answer, HttpServer server) {
    this.server = server;
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
    return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:" + port() + "/hook?for=trends";
  }

  List<String> ids() {
    return got.stream().map(Got::id).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
