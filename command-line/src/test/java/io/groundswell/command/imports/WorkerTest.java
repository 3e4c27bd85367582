package io.groundswell.command.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.groundswell.command.mapping.Mapping;
import io.groundswell.command.reach.Reach;
import io.groundswell.command.send.Edge;
import io.groundswell.command.send.Patience;
import io.groundswell.command.source.Source;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A worker with a service that gives out one chunk, with a lease of 0.6 s.
class WorkerTest {

  private static final String MAPPING = """
      {"parts": {"*": {"events": [{"id": "{@key}", "type": "metric.observed", "time": "{time}", "subject": "post/{post}",
        "platform": "x", "data": {"metrics": {"likes": "{likes|number}"}}}]}}}""";

  private final List<String> reports = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger claims = new AtomicInteger();
  private final AtomicInteger batches = new AtomicInteger();
  private HttpServer server;
  /// The edge answers 503 until so many reports came.
  private volatile int awayUntilReports;
  private volatile boolean isTaken;

  @TempDir
  private Path directory;

  @BeforeEach
  void aService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  @AfterEach
  void gone() {
    server.stop(0);
  }

  @Test
  void saysThatItIsAliveWhileTheEdgeIsAway() throws Exception {
    awayUntilReports = 8;

    work();

    // Longer than the lease of six beats.
    assertThat(reports).hasSizeGreaterThan(8);
    assertThat(reports.subList(0, 8)).allMatch(report -> report.contains("\"processing\""));
    assertThat(reports.getLast()).contains("\"completed\"", "\"sent\":3", "\"accepted\":3",
        "\"oldest\":\"2026-01-01T00:00:00Z\"", "\"newest\":\"2026-01-03T00:00:00Z\"");
    assertThat(claims).hasValue(2);
  }

  @Test
  void dropsAChunkThatWasGivenToAnotherAndAsksForTheNext() throws Exception {
    isTaken = true;
    awayUntilReports = Integer.MAX_VALUE;

    work();

    assertThat(reports).singleElement().asString().contains("\"processing\"");
    assertThat(claims).hasValue(2);
    assertThat(batches).hasValue(0);
  }

  private void work() throws Exception {
    var file = Files.writeString(directory.resolve("posts.csv"),
        "post,time,likes\n1,2026-01-02T00:00:00Z,5\n2,2026-01-01T00:00:00Z,6\n3,2026-01-03T00:00:00Z,7\n");
    var url = URI.create("http://localhost:" + server.getAddress().getPort());
    var mapping = Mapping.of(MAPPING, "of a test");
    var quick = new Patience(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMinutes(1));
    try (var jobs = new Jobs(new Reach.Target(url, "key")); var edge = new Edge(url, "key", quick);
        var rejections = new Rejections(null); var source = Source.open(file.toString(), mapping.hints())) {
      new Worker("w", new Worker.Import(1, mapping.against(source), jobs, edge, new Ranges(edge), rejections,
          Instant.EPOCH), source).call();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    switch (exchange.getRequestURI().getPath()) {
      case "/v1/imports/1/claim" -> reply(exchange, 200, claims.incrementAndGet() == 1
          ? "{\"state\": \"go\", \"eventsPerSecond\": 1000, \"leaseSeconds\": 0.6, "
              + "\"chunk\": {\"index\": 0, \"part\": \"posts.csv\"}}"
          : "{\"state\": \"completed\"}");
      case "/v1/imports/1/chunks/0" -> {
        reports.add(body);
        if (isTaken) {
          reply(exchange, 409, "{\"type\": \"/problems/chunk_taken\", \"title\": \"The chunk is another's\"}");
        } else {
          reply(exchange, 200, "{\"state\": \"go\", \"eventsPerSecond\": 1000}");
        }
      }
      case "/v1/backfills" -> reply(exchange, 201, "{\"id\": \"1\", \"state\": \"ready\"}");
      default -> {
        if (reports.size() < awayUntilReports) {
          reply(exchange, 503, "{}");
        } else {
          batches.incrementAndGet();
          reply(exchange, 202, "{\"accepted\": 3, \"results\": []}");
        }
      }
    }
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
