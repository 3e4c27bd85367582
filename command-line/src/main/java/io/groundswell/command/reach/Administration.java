package io.groundswell.command.reach;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.groundswell.command.manners.CommandFailed;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a service is asked by who holds an admin key.
public final class Administration implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final int FAILED_FROM = 300;
  private static final int UNAVAILABLE = 503;

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(5)).build();
  private final Reach.Target service;
  private final String name;
  private final Duration patience;

  /// Keys and organisations.
  public Administration(Reach.Target ingest) {
    this(ingest, "ingest-service", Duration.ofSeconds(30));
  }

  /// @param name of the service, for people
  /// @param patience of an answer
  public Administration(Reach.Target service, String name, Duration patience) {
    this.service = service;
    this.name = name;
    this.patience = patience;
  }

  /// @param body null for none
  /// @throws CommandFailed where the service refuses, with its reason, or does not answer
  public JsonNode ask(String method, String path, @Nullable JsonNode body) throws InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(service.url() + path)).timeout(patience)
        .header("Authorization", "Bearer " + service.key()).header("Content-Type", "application/json")
        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    try {
      var response = client.send(request.build(), BodyHandlers.ofByteArray());
      var answer = JSON.readTree(response.body());
      if (response.statusCode() < FAILED_FROM) {
        return answer;
      }
      var problem = answer.path("title").asText("status " + response.statusCode()) + ": "
          + answer.path("detail").asText("");
      var type = answer.path("type").asText("");
      throw response.statusCode() == UNAVAILABLE ? CommandFailed.unavailable(problem)
          : CommandFailed.refused(type.substring(type.lastIndexOf('/') + 1), problem);
    } catch (IOException noAnswer) {
      throw CommandFailed.unavailable(name + " at " + service + " does not answer: "
          + (noAnswer.getMessage() == null ? noAnswer.getClass().getSimpleName() : noAnswer.getMessage()));
    }
  }

  /// One segment of a path.
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public static void print(PrintWriter out, JsonNode json) {
    try {
      out.println(JSON.writeValueAsString(json));
    } catch (IOException neverInMemory) {
      throw new IllegalStateException(neverInMemory);
    }
    out.flush();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
