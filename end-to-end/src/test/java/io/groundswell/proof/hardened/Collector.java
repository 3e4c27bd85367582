package io.groundswell.proof.hardened;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Takes traces (OTLP over HTTP), as a collector does, and remembers them.
final class Collector implements AutoCloseable {

  private final HttpServer server;
  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();

  private Collector(HttpServer server) {
    this.server = server;
  }

  /// A span, and who made it.
  record Seen(String service, String trace, String id, String parent, String name) {

    private static Seen of(String service, Span span) {
      var hex = HexFormat.of();
      return new Seen(service, hex.formatHex(span.getTraceId().toByteArray()),
          hex.formatHex(span.getSpanId().toByteArray()), hex.formatHex(span.getParentSpanId().toByteArray()),
          span.getName());
    }
  }

  static Collector start() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var collector = new Collector(server);
    server.createContext("/v1/traces", exchange -> {
      collector.take(ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()));
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
    return collector;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// Of one trace, from all services.
  List<Seen> of(String trace) {
    return seen.stream().filter(span -> span.trace.equals(trace)).toList();
  }

  private void take(ExportTraceServiceRequest request) {
    for (var resource : request.getResourceSpansList()) {
      var service = resource.getResource().getAttributesList().stream()
          .filter(attribute -> attribute.getKey().equals("service.name"))
          .map(attribute -> attribute.getValue().getStringValue()).findFirst().orElse("");
      resource.getScopeSpansList().forEach(scope -> scope.getSpansList()
          .forEach(span -> seen.add(Seen.of(service, span))));
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
