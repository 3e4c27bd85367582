package io.groundswell.command.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A planner with a service that somebody else plans with, too: they were there when the file had one row less.
class PlannerTest {

  private static final String ROWS = "post,time\n1,2026-01-02T00:00:00Z\n2,2026-01-01T00:00:00Z\n";
  private static final String LATER = "3,2026-01-03T00:00:00Z\n";

  private final List<JsonNode> planned = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  private String refusal = "chunks_differ";

  @TempDir
  private Path directory;

  PlannerTest() throws IOException {
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void gone() {
    server.stop(0);
  }

  @Test
  void goesOnBehindTheChunksOfAnotherWhereItsOwnDiffer() throws Exception {
    plan(ROWS + LATER);

    assertThat(planned).hasSize(2);
    assertThat(planned.getFirst().at("/chunks/0/rows").asInt()).isEqualTo(3);
    assertThat(planned.getLast().path("chunks")).hasSize(1);
    assertThat(planned.getLast().at("/chunks/0/index").asInt()).isEqualTo(1);
    assertThat(planned.getLast().at("/chunks/0/from").asText()).isEqualTo(Integer.toString(ROWS.length()));
    assertThat(planned.getLast().at("/chunks/0/rows").asInt()).isEqualTo(1);
    assertThat(told).isEmpty();
  }

  @Test
  void aDateThatStandsForNoneIsNotWhereAnImportBegins() throws Exception {
    refusal = "";

    plan(ROWS + "3,0001-01-01T00:00:00Z\n4,1900-01-01\n");

    assertThat(planned.getFirst().at("/chunks/0/rows").asInt()).isEqualTo(4);
    assertThat(planned.getFirst().at("/chunks/0/oldest").asText()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(planned.getFirst().at("/chunks/0/newest").asText()).isEqualTo("2026-01-02T00:00:00Z");
  }

  @Test
  void endsWhereTheOthersHaveDoneEverything() throws Exception {
    refusal = "import_over";

    plan(ROWS);

    assertThat(planned).hasSize(1);
  }

  @Test
  void saysThatItLeavesHalfALine() throws Exception {
    refusal = "";

    plan(ROWS + "3,2026-01");

    assertThat(planned).singleElement()
        .satisfies(chunks -> assertThat(chunks.at("/chunks/0/rows").asInt()).isEqualTo(2));
    assertThat(told).singleElement().asString().contains("it is left for 'import sync'");
  }

  private void plan(String rows) throws Exception {
    var file = Files.writeString(directory.resolve("posts.csv"), rows);
    var url = URI.create("http://localhost:" + server.getAddress().getPort());
    var mapping = Mapping.of("""
        {"parts": {"*": {"events": [{"type": "post.seen", "time": "{time}", "subject": "post/{post}"}]}}}""",
        "of a test");
    try (var jobs = new Jobs(new Reach.Target(url, "key")); var edge = new Edge(url, "key", Patience.USUAL);
        var rejections = new Rejections(null); var source = Source.open(file.toString(), mapping.hints())) {
      var run = new Worker.Import(1, mapping.against(source), jobs, edge, new Ranges(edge), rejections, Instant.EPOCH);
      new Planner(run, source, seen -> {
      }, told::add).plan();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readAllBytes();
    var path = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    switch (path) {
      case "POST /v1/imports/1/chunks" -> {
        planned.add(new ObjectMapper().readTree(body));
        if (planned.size() == 1 && !refusal.isEmpty()) {
          reply(exchange, 409, "{\"type\": \"/problems/" + refusal + "\", \"title\": \"No\"}");
        } else {
          reply(exchange, 200, "{}");
        }
      }
      case "GET /v1/imports/1/chunks?from=0" -> reply(exchange, 200, planned.isEmpty() ? "{\"chunks\": []}"
          : "{\"chunks\": [{\"index\": 0, \"part\": \"posts.csv\", \"to\": \"" + ROWS.length() + "\"}]}");
      case "GET /v1/imports/1/chunks?from=1" -> reply(exchange, 200, "{\"chunks\": []}");
      default -> reply(exchange, 200, "{\"passBegins\": 0, \"passWhole\": false}");
    }
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
