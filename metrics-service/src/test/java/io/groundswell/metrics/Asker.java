package io.groundswell.metrics;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.contract.ApiKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/// Somebody who asks the service over HTTP.
public final class Asker {

  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final @Nullable ApiKey key;

  private Asker(@Nullable ApiKey key) {
    this.key = key;
  }

  public static Asker with(@Nullable ApiKey key) {
    return new Asker(key);
  }

  public record Reply(int status, String text, JsonNode body, HttpHeaders headers) {

    /// Empty where it is not there.
    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    public String problem() {
      return body.path("type").asText().replace("/problems/", "");
    }

    /// The values of the points, written as in the answer; `null` for none.
    public List<String> values() {
      var values = new ArrayList<String>();
      body.path("points").forEach(point -> values.add(point.get("value").asText()));
      return values;
    }

    public BigDecimal sum() {
      return values().stream().filter(value -> !value.equals("null")).map(BigDecimal::new)
          .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
  }

  public Reply get(String path) {
    return ask(request("quarkus.http.test-port", path));
  }

  public Reply get(String path, String header, String value) {
    return ask(request("quarkus.http.test-port", path).header(header, value));
  }

  public Reply post(String path, String json) {
    return ask(request("quarkus.http.test-port", path).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  public Reply put(String path, String json) {
    return ask(request("quarkus.http.test-port", path).header("Content-Type", "application/json")
        .PUT(HttpRequest.BodyPublishers.ofString(json)));
  }

  public Reply delete(String path) {
    return ask(request("quarkus.http.test-port", path).DELETE());
  }

  public Reply management(String path) {
    return ask(request("quarkus.management.test-port", path));
  }

  public static void untilReady() {
    await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> {
          var ready = with(null).management("/q/health/ready");
          if (ready.status() != 200) {
            throw new AssertionError(ready.text());
          }
        });
  }

  private static HttpRequest.Builder request(String port, String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:"
        + ConfigProvider.getConfig().getValue(port, Integer.class) + path));
  }

  private Reply ask(HttpRequest.Builder request) {
    if (key != null) {
      request.header("Authorization", "Bearer " + key.text());
    }
    try {
      var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      var json = response.headers().firstValue("Content-Type").orElse("").contains("json");
      return new Reply(response.statusCode(), response.body(),
          json ? JSON.readTree(response.body()) : JSON.nullNode(), response.headers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
