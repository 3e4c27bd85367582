package io.groundswell.proof.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.proof.SharedSystem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Whatever a dashboard shows or an alarm watches is told by the running services, or, of Kafka and PostgreSQL in a
/// cluster, by the exporters of their operators.
class WatchedIT {

  private static final List<String> SERVICES = List.of("ingest", "metrics", "trend");
  private static final List<String> EXPORTERS = List.of("kafka-exporter.txt", "cloudnative-pg.txt");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @Test
  void everyFigureOfDashboardsAndAlarmsIsThere() throws Exception {
    var expressions = new ArrayList<>(ofDashboards());
    expressions.addAll(ofAlarms());
    assertThat(expressions).hasSizeGreaterThan(60);
    someTraffic();

    await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
      var told = scraped();
      assertThat(expressions.stream().flatMap(expression -> told.missing(expression).stream()).distinct().toList())
          .isEmpty();
    });
  }

  @Test
  void aFigureThatNobodyTellsIsFound() throws Exception {
    someTraffic();

    assertThat(scraped().missing("sum(rate(groundswell_intake_event_total{lane=\"live\"}[1m]))"))
        .containsExactly("groundswell_intake_event_total{lane=\"live\"}");
    assertThat(scraped().missing("sum by (no_label) (groundswell_consumer_lag{consumer=\"metrics-life\"})"))
        .containsExactly("groundswell_consumer_lag{consumer=\"metrics-life\"}");
  }

  private static List<String> ofDashboards() throws IOException {
    var expressions = new ArrayList<String>();
    try (var files = Files.list(Overlay.deploy().resolve("components/monitoring/dashboards"))) {
      for (var file : files.toList()) {
        for (var panel : new ObjectMapper().readTree(file.toFile()).path("panels")) {
          panel.path("targets").forEach(target -> expressions.add(target.path("expr").asText()));
        }
      }
    }
    return expressions;
  }

  private static List<String> ofAlarms() throws IOException {
    var rules = Overlay.read(Files.readString(Overlay.deploy().resolve("components/monitoring/rules.yaml")));
    return rules.getFirst().at("/spec/groups/0/rules").findValues("expr").stream().map(JsonNode::asText).toList();
  }

  private static Figures scraped() throws IOException, InterruptedException {
    var figures = new Figures();
    for (var service : SERVICES) {
      figures.add(get(SharedSystem.management(service).resolve("/q/metrics")));
    }
    for (var exporter : EXPORTERS) {
      try (var told = Objects.requireNonNull(WatchedIT.class.getResourceAsStream("/figures/" + exporter))) {
        figures.add(new String(told.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return figures;
  }

  /// Some figures begin with the first event or request.
  private static void someTraffic() throws IOException, InterruptedException {
    var system = SharedSystem.whereabouts();
    var event = """
        {"specversion":"1.0","id":"%s","source":"watched","type":"page.viewed","time":"%s","subject":"page/1"}"""
        .formatted(UUID.randomUUID(), Instant.now());
    var request = HttpRequest.newBuilder(system.ingest().resolve("/v1/events"))
        .header("Content-Type", "application/cloudevents+json").header("Authorization", "Bearer " + system.key())
        .POST(BodyPublishers.ofString(event)).build();
    assertThat(CLIENT.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(202);
    for (var service : List.of(system.ingest(), system.metrics(), system.trend())) {
      get(service.resolve("/openapi.yaml"));
    }
  }

  private static String get(URI address) throws IOException, InterruptedException {
    return CLIENT.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
  }
}
