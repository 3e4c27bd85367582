package io.groundswell.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/// An edge that answers as it was told to and remembers what it was sent.
public final class StandInEdge implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ConcurrentLinkedQueue<Scripted> script = new ConcurrentLinkedQueue<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<JsonNode> events = Collections.synchronizedList(new ArrayList<>());
  private volatile Predicate<JsonNode> rejects = event -> false;

  /// An answer out of the order.
  private record Scripted(int status, Map<String, String> headers, String body) {
  }

  public StandInEdge() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  public URI url() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  /// The next request gets this answer; several are given in turn.
  public StandInEdge first(int status, Map<String, String> headers, String body) {
    script.add(new Scripted(status, headers, body));
    return this;
  }

  /// Events of which this holds are rejected with `timestamp_out_of_range`.
  public StandInEdge rejecting(Predicate<JsonNode> which) {
    rejects = which;
    return this;
  }

  /// `POST /path?query body` of every request, in order.
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /// Every event of every batch that was read, in order.
  public List<JsonNode> events() {
    return List.copyOf(events);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
    var scripted = script.poll();
    if (scripted != null) {
      scripted.headers().forEach(exchange.getResponseHeaders()::add);
      reply(exchange, scripted.status(), scripted.body());
    } else if (exchange.getRequestURI().getPath().equals("/v1/backfills")) {
      reply(exchange, 201, "{\"id\":\"1\",\"state\":\"ready\"}");
    } else {
      reply(exchange, 200, results(JSON.readTree(body)));
    }
  }

  private String results(JsonNode batch) {
    var answer = JSON.createObjectNode();
    var results = answer.putArray("results");
    int accepted = 0;
    for (var event : batch) {
      events.add(event);
      var result = results.addObject().put("index", results.size() - 1).put("id", event.path("id").asText());
      if (rejects.test(event)) {
        result.put("status", "rejected").putObject("problem").put("type", "/problems/timestamp_out_of_range")
            .put("detail", "more than 7 days ago");
      } else {
        accepted++;
        result.put("status", "accepted");
      }
    }
    answer.put("accepted", accepted).put("rejected", results.size() - accepted);
    return answer.toString();
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
