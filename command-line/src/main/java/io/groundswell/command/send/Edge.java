package io.groundswell.command.send;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.contract.Lane;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The edge of a running system, seen by a sender. Sends again on 429, 502, 503, 504 and where no answer came: safe,
/// because an event sent twice is stored once. Any number of threads may send.
public final class Edge implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(60);

  private final URI url;
  private final String key;
  private final Patience patience;
  private final HttpClient client;

  /// @param url where ingest-service answers, for instance `http://localhost:8081`
  /// @param key an API key with the scope `write`, or `backfill` for that lane
  public Edge(URI url, String key, Patience patience) {
    this.url = url;
    this.key = key;
    this.patience = patience;
    this.client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  /// Sends a batch and waits for its answer.
  ///
  /// @param batch `application/cloudevents-batch+json`
  /// @throws CommandFailed where the edge refuses the batch as a whole, or was not to be had for the whole patience
  public Answer send(Lane lane, byte[] batch) throws InterruptedException {
    return answer(Objects.requireNonNull(persist(request(lane, batch), () -> true)));
  }

  /// The same for a batch that may become needless while the edge is away.
  ///
  /// @param isWanted asked before each further attempt
  /// @return null where it was not wanted any more before it was answered
  /// @throws CommandFailed as without
  public @Nullable Answer send(Lane lane, byte[] batch, BooleanSupplier isWanted) throws InterruptedException {
    var response = persist(request(lane, batch), isWanted);
    return response == null ? null : answer(response);
  }

  private HttpRequest request(Lane lane, byte[] batch) {
    return request("/v1/events?lane=" + lane.slug(), "application/cloudevents-batch+json", batch);
  }

  /// Declares a range of history, so that the backfill lane takes events of it. Repeating it is harmless.
  ///
  /// @param from first instant of the range
  /// @param to first instant behind it
  public void declare(Instant from, Instant to) throws InterruptedException {
    try {
      var body = JSON.writeValueAsBytes(Map.of("from", from.toString(), "to", to.toString()));
      persist(request("/v1/backfills", "application/json", body), () -> true);
    } catch (IOException impossibleInMemory) {
      throw new IllegalStateException(impossibleInMemory);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private HttpRequest request(String path, String type, byte[] body) {
    return HttpRequest.newBuilder(url.resolve(path))
        .timeout(LONGEST_REQUEST)
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", type)
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  private @Nullable HttpResponse<byte[]> persist(HttpRequest request, BooleanSupplier isWanted)
      throws InterruptedException {
    long givesUp = System.nanoTime() + patience.total().toNanos();
    for (int attempt = 0;; attempt++) {
      var asked = Duration.ZERO;
      String trouble;
      try {
        var response = client.send(request, BodyHandlers.ofByteArray());
        switch (response.statusCode()) {
          case 200, 201, 202 -> {
            return response;
          }
          case 429, 502, 503, 504 -> {
            asked = retryAfter(response);
            trouble = "it answered " + response.statusCode() + described(response);
          }
          default -> throw new CommandFailed("the edge refused " + request.uri().getPath() + " with "
              + response.statusCode() + described(response));
        }
      } catch (IOException noAnswer) {
        trouble = noAnswer.getMessage() == null ? noAnswer.getClass().getSimpleName() : noAnswer.getMessage();
      }
      var wait = patience.before(attempt, asked);
      if (System.nanoTime() + wait.toNanos() > givesUp) {
        throw CommandFailed.unavailable("the edge at " + url + " was not to be had for "
            + patience.total().toSeconds() + " s: " + trouble);
      }
      Thread.sleep(wait);
      if (!isWanted.getAsBoolean()) {
        return null;
      }
    }
  }

  private static Duration retryAfter(HttpResponse<byte[]> response) {
    var seconds = response.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("\\d{1,5}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
  }

  private static Answer answer(HttpResponse<byte[]> response) {
    var body = json(response);
    if (body == null || !body.has("accepted")) {
      throw new CommandFailed("the edge's answer to a batch is not one: is there something else at that address?");
    }
    var rejections = new ArrayList<Answer.Rejection>();
    for (var result : body.path("results")) {
      if (result.path("status").asText().equals("rejected")) {
        var problem = result.path("problem");
        var type = problem.path("type").asText("unknown");
        rejections.add(new Answer.Rejection(result.path("id").asText(""), type.substring(type.lastIndexOf('/') + 1),
            problem.path("detail").asText(problem.path("title").asText(""))));
      }
    }
    return new Answer(body.path("accepted").asInt(), List.copyOf(rejections));
  }

  private static String described(HttpResponse<byte[]> response) {
    var problem = json(response);
    if (problem == null || !problem.has("title")) {
      return "";
    }
    var detail = problem.path("detail").asText("");
    return ": " + problem.path("title").asText() + (detail.isEmpty() ? "" : " (" + detail + ")");
  }

  private static @Nullable JsonNode json(HttpResponse<byte[]> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException notJson) {
      return null;
    }
  }
}
