package io.groundswell.command.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.command.reach.Reach;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The top of the trend board, asked for again and again: an unchanged board costs a 304.
final class Board implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST = 5;
  private static final int ASKED = 100;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final Reach.Target trends;
  private String revision = "";
  private List<String> lines = List.of();

  /// @param trends where trend-service answers
  Board(Reach.Target trends) {
    this.trends = trends;
  }

  /// The board's first lines as text; a line that says why where it cannot be had, for the show goes on without it.
  List<String> look() throws InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(trends.url() + "/v1/trends?window=1h&limit=" + ASKED))
        .timeout(Duration.ofSeconds(5))
        .header("Authorization", "Bearer " + trends.key());
    if (!revision.isEmpty()) {
      request.header("If-None-Match", revision);
    }
    try {
      var response = client.send(request.GET().build(), BodyHandlers.ofByteArray());
      switch (response.statusCode()) {
        case 304 -> {
          // As before.
        }
        case 200 -> {
          revision = response.headers().firstValue("ETag").orElse("");
          lines = lines(JSON.readTree(response.body()));
        }
        default -> lines = List.of("  (the trend board answered " + response.statusCode() + ")");
      }
    } catch (IOException noAnswer) {
      return List.of("  (no trend board: " + noAnswer.getMessage() + ")");
    }
    return lines;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /// What has fired; of what is merely new, or somewhat high, how many there are.
  private static List<String> lines(JsonNode board) {
    var lines = new ArrayList<String>();
    int stirring = 0;
    for (var trend : board.path("trends")) {
      if (trend.path("phase").asText().equals("calm")) {
        stirring++;
      } else if (lines.size() < MOST) {
        lines.add(String.format(Locale.ROOT, "  %d. %-28s on %-10s %,.0f %s instead of %,.0f in %s", lines.size() + 1,
            trend.path("subject").asText(), trend.path("platform").asText(), trend.path("observed").asDouble(),
            trend.path("metric").asText(), trend.path("expected").asDouble(), trend.path("over").asText()));
      }
    }
    if (lines.isEmpty()) {
      lines.add("  (nothing is trending)");
    }
    if (stirring > 0) {
      lines.add("  " + stirring + (board.path("trends").size() < ASKED ? "" : " and") + " more stirring: new, or above "
          + "what is usual, but not clearly");
    }
    return lines;
  }
}
