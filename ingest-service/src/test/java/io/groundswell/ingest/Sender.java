package io.groundswell.ingest;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;

/// A sender of events over HTTP, and the events that it sends.
public final class Sender {

  public static final String SINGLE = "application/cloudevents+json";
  public static final String BATCH = "application/cloudevents-batch+json";

  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String key;

  private Sender(String key) {
    this.key = key;
  }

  /// A sender with every scope, once the edge is ready.
  public static Sender withBootstrapKey() {
    // Nearly always it is: whoever asks first does not wait.
    await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(60))
        .until(() -> send(management("/q/health/ready").build()).status() == 200);
    return new Sender(EdgeBackend.KEY.text());
  }

  public static Sender withKey(String key) {
    return new Sender(key);
  }

  public record Reply(int status, String contentType, JsonNode body, HttpResponse<String> http) {

    /// The problem's slug.
    public String problem() {
      return body.path("type").asText().replace("/problems/", "");
    }
  }

  public Reply single(String event) {
    return post("/v1/events", SINGLE, event);
  }

  public Reply batch(List<String> events) {
    return post("/v1/events", BATCH, "[" + String.join(",", events) + "]");
  }

  public Reply post(String path, String contentType, String body) {
    return send(request(path).header("Content-Type", contentType).header("Authorization", "Bearer " + key)
        .POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  /// A request to send events with the key, to be given its headers and its body.
  public HttpRequest.Builder events(String contentType) {
    return request("/v1/events").header("Content-Type", contentType).header("Authorization", "Bearer " + key);
  }

  /// Any method; a body of JSON where there is one.
  public Reply ask(String method, String path, String json) {
    var body = json.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json);
    return send(request(path).header("Content-Type", "application/json").header("Authorization", "Bearer " + key)
        .method(method, body).build());
  }

  public static HttpRequest.Builder request(String path) {
    return request("quarkus.http.test-port", path);
  }

  /// The operators' port.
  public static HttpRequest.Builder management(String path) {
    return request("quarkus.management.test-port", path);
  }

  /// What the service says of each part that it depends on; Quarkus adds checks of its own beside.
  public static JsonNode readiness() {
    for (var check : send(management("/q/health/ready").build()).body().path("checks")) {
      if (check.path("name").asText().equals("groundswell")) {
        return check.path("data");
      }
    }
    return JSON.missingNode();
  }

  private static HttpRequest.Builder request(String port, String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:"
        + ConfigProvider.getConfig().getValue(port, Integer.class) + path));
  }

  public static Reply send(HttpRequest request) {
    try {
      var response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      var text = response.body();
      return new Reply(response.statusCode(), response.headers().firstValue("Content-Type").orElse(""),
          response.headers().firstValue("Content-Type").orElse("").contains("json") ? JSON.readTree(text)
              : JSON.getNodeFactory().textNode(text),
          response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  /// Three likes of a hashtag, a moment ago, under an id of its own.
  public static String event() {
    return event(UUID.randomUUID().toString(), now());
  }

  public static String event(String id, Instant time) {
    return """
        {"specversion":"1.0","id":"%s","source":"test","type":"metric.observed","time":"%s",\
        "subject":"hashtag/foo","platform":"x","data":{"metrics":{"likes":3}}}""".replaceFirst("%s", id)
        .replaceFirst("%s", time.toString());
  }
}
