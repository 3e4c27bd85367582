package io.groundswell.trend.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.ApiKey;
import io.groundswell.trend.Answers;
import io.groundswell.trend.TrendBackend;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The page's files, and what it may ask for, of the running service. No metrics-service is there.
@QuarkusTest
@QuarkusTestResource(TrendBackend.class)
class PageTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void awaitReady() {
    Answers.untilReady();
  }

  @Test
  void servesThePageToEverybodyAndLetsNothingInThatIsNotItsOwn() throws IOException, InterruptedException {
    var page = get("/", null);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
    assertThat(text(page)).startsWith("<!doctype html>").doesNotContain("<style").doesNotContain("style=");
    assertThat(page.headers().firstValue("Content-Security-Policy")).hasValueSatisfying(policy -> assertThat(policy)
        .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe"));
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
  }

  @Test
  void sendsAFileAgainOnlyWhenItHasChanged() throws IOException, InterruptedException {
    var first = get("/page/main.js", null);
    var tag = first.headers().firstValue("ETag").orElseThrow();
    var again = HTTP.send(request("/page/main.js").header("If-None-Match", tag).build(),
        HttpResponse.BodyHandlers.ofByteArray());

    assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void packsWhatABrowserCanUnpack() throws IOException, InterruptedException {
    var plain = get("/page/uplot/uPlot.esm.js", null);
    var packed = HTTP.send(request("/page/uplot/uPlot.esm.js").header("Accept-Encoding", "gzip, br").build(),
        HttpResponse.BodyHandlers.ofByteArray());

    assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(packed.body().length).isLessThan(plain.body().length / 3);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes()).isEqualTo(plain.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/page/", "/page/nothing.js", "/page/../application.properties", "/page/uplot/LICENSE",
      "/page/%2e%2e/application.properties", "/page/views", "/record/v1/users/jo/time", "/record/v1/archive",
      "/record/v1/series/post/%2e%2e/likes", "/record/v1/series/post/../likes", "/record/", "/record/v1/stats/more"})
  void knowsNothingElse(String path) throws IOException, InterruptedException {
    assertThat(get(path, TrendBackend.READER).statusCode()).isEqualTo(404);
  }

  @Test
  void asksTheRecordForNobodyWithoutAKeyThatReads() throws IOException, InterruptedException {
    assertThat(get("/record/v1/stats", null).statusCode()).isEqualTo(401);
    assertThat(get("/record/v1/stats", TrendBackend.WRITER).statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({"/record/v1/stats", "/record/v1/series/hashtag/a%2Fb/mentions?bucket=5m", "/record/v1/posts/search?q=x"})
  void saysThatTheRecordIsAway(String path) throws IOException, InterruptedException {
    var answer = get(path, TrendBackend.READER);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(text(answer)).contains("\"/problems/record_unavailable\"");
  }

  private static HttpResponse<byte[]> get(String path, @Nullable ApiKey key) throws IOException, InterruptedException {
    var request = request(path);
    return HTTP.send((key == null ? request : request.header("X-API-Key", key.text())).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:"
        + ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class) + path));
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
