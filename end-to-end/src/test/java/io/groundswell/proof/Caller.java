package io.groundswell.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Calls the services as curl would.
final class Caller {

  static final String SINGLE = "application/cloudevents+json";
  static final String BATCH = "application/cloudevents-batch+json";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Whereabouts system;

  Caller(Whereabouts system) {
    this.system = system;
  }

  /// An answer; status 0 where there was none.
  record Reply(int status, String contentType, String text) {

    JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (IOException notJson) {
        throw new UncheckedIOException(text, notJson);
      }
    }

    /// The last segment of the problem's type, or that of the first result of a batch.
    String slug() {
      var type = json().path("type").asText("");
      return type.substring(type.lastIndexOf('/') + 1);
    }
  }

  Reply event(String json) {
    return post("/v1/events", SINGLE, json.getBytes(StandardCharsets.UTF_8), system.key());
  }

  Reply batch(String lane, String json) {
    return post("/v1/events?lane=" + lane, BATCH, json.getBytes(StandardCharsets.UTF_8), system.key());
  }

  Reply post(String path, String contentType, byte[] body, @Nullable String key) {
    var request = HttpRequest.newBuilder(system.ingest().resolve(path)).header("Content-Type", contentType)
        .timeout(Duration.ofSeconds(40)).POST(BodyPublishers.ofByteArray(body));
    return send(request, key);
  }

  Reply get(URI service, String path) {
    return get(service, path, system.key());
  }

  Reply get(URI service, String path, @Nullable String key) {
    return send(HttpRequest.newBuilder(service.resolve(path)).timeout(Duration.ofSeconds(20)), key);
  }

  /// Any method of any service, with a body of JSON.
  Reply call(URI service, String method, String path, String json) {
    return send(HttpRequest.newBuilder(service.resolve(path)).timeout(Duration.ofSeconds(20))
        .header("Content-Type", "application/json").method(method, BodyPublishers.ofString(json)), system.key());
  }

  /// The points of a series.
  JsonNode series(String subject, String metric, String bucket, String from, String to) {
    int slash = subject.indexOf('/');
    var reply = get(system.metrics(), "/v1/series/" + subject.substring(0, slash) + "/"
        + URLEncoder.encode(subject.substring(slash + 1), StandardCharsets.UTF_8) + "/" + metric + "?from=" + from
        + "&to="
        + to + "&bucket=" + bucket);
    if (reply.status != 200) {
      return JSON.createObjectNode();
    }
    return reply.json();
  }

  private static Reply send(HttpRequest.Builder request, @Nullable String key) {
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    try {
      var response = CLIENT.send(request.build(), BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.headers().firstValue("Content-Type").orElse(""),
          response.body());
    } catch (IOException noAnswer) {
      return new Reply(0, "", "");
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopping);
    }
  }
}
