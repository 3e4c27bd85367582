package io.groundswell.command.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.reach.Reach;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The quarantine of a running metrics-service, seen by its keeper.
final class Keeper implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(5)).build();
  private final Reach.Target service;

  Keeper(Reach.Target service) {
    this.service = service;
  }

  /// @param parameters those without a value are left out
  JsonNode list(Map<String, @Nullable String> parameters) throws InterruptedException {
    var query = parameters.entrySet().stream().filter(each -> each.getValue() != null)
        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
    return send(request("?" + query));
  }

  JsonNode show(String id) throws InterruptedException {
    return send(request("/" + encoded(id)));
  }

  /// @param action `replay` or `discard`
  JsonNode change(String id, String action, ObjectNode body) throws InterruptedException {
    return send(request("/" + encoded(id) + "/" + action).header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body.toString())));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(service.url() + "/v1/quarantine" + path)).timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + service.key());
  }

  private JsonNode send(HttpRequest.Builder request) throws InterruptedException {
    try {
      var response = client.send(request.build(), BodyHandlers.ofByteArray());
      var body = JSON.readTree(response.body());
      if (response.statusCode() < 300) {
        return body;
      }
      var problem = body.path("title").asText("status " + response.statusCode()) + ": "
          + body.path("pointer").asText("") + (body.hasNonNull("pointer") ? " " : "") + body.path("detail").asText("");
      throw response.statusCode() == 503 ? CommandFailed.unavailable(problem) : new CommandFailed(problem);
    } catch (IOException noAnswer) {
      throw CommandFailed.unavailable("metrics-service at " + service + " does not answer: "
          + (noAnswer.getMessage() == null ? noAnswer.getClass().getSimpleName() : noAnswer.getMessage()));
    }
  }
}
