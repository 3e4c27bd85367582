package io.groundswell.trend;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.contract.ApiKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;

/// Asks the service under test.
public final class Answers {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private Answers() {
  }

  public record Answer(int status, String etag, String text) {

    public JsonNode body() {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// The subjects in the order of the board.
    public java.util.List<String> subjects() {
      return body().path("trends").findValuesAsText("subject");
    }
  }

  /// Returns when the service under test is ready, which it nearly always is.
  public static void untilReady() {
    await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(90))
        .until(() -> management("/q/health/ready").status() == 200);
  }

  public static Answer trends(ApiKey key, String query) {
    return ask(request("quarkus.http.test-port", "/v1/trends" + query).header("X-API-Key", key.text()).build());
  }

  /// Anything below `/v1/trends`.
  public static Answer get(ApiKey key, String path) {
    return ask(request("quarkus.http.test-port", path).header("X-API-Key", key.text()).build());
  }

  /// Any method, with a body of JSON.
  public static Answer call(ApiKey key, String method, String path, String body) {
    return ask(request("quarkus.http.test-port", path).header("X-API-Key", key.text())
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(body)).build());
  }

  public static Answer trendsUnless(ApiKey key, String etag) {
    return ask(request("quarkus.http.test-port", "/v1/trends").header("X-API-Key", key.text())
        .header("If-None-Match", etag).build());
  }

  public static Answer withoutKey() {
    return ask(request("quarkus.http.test-port", "/v1/trends").build());
  }

  /// The operators' port.
  public static Answer management(String path) {
    return ask(request("quarkus.management.test-port", path).build());
  }

  private static HttpRequest.Builder request(String port, String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:"
        + ConfigProvider.getConfig().getValue(port, Integer.class) + path));
  }

  private static Answer ask(HttpRequest request) {
    try {
      var response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers().firstValue("ETag").orElse(""), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
