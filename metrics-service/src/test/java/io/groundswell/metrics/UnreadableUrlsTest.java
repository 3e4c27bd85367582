package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a URL can hold that PostgreSQL, or nobody, can read.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class UnreadableUrlsTest {

  @ParameterizedTest
  @CsvSource({"/v1/accounting?source=a%00b, source", "/v1/sources?after=%00, after",
      "/v1/quarantine?reason=not%00json, reason", "/v1/series/post/a%00b/likes, subjectId",
      "/v1/series/post/a/likes?platform=x&platform=%00, platform"})
  void aZeroCharacterIsAProblemThatNamesTheParameter(String path, String parameter) {
    var reply = Asker.with(RecordBackend.ADMIN).get(path);

    assertThat(reply.status()).as(reply.text()).isEqualTo(400);
    assertThat(reply.problem()).isEqualTo("invalid_parameter");
    assertThat(reply.body().get("detail").asText()).isEqualTo(parameter + " must not contain U+0000");
  }

  @Test
  void aStrangerLearnsNothingOfIt() {
    assertThat(Asker.with(null).get("/v1/accounting?source=a%00b").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/series/post/%ud800/likes", "/v1/series/post/%zz/likes", "/v1/accounting?source=%zz",
      "/v1/accounting?source=%ud800", "/v1/accounting?source=%", "/v1/nothing?%zz=1", "/v1/nothing/%z"})
  void anInvalidPercentSequenceIsAProblem(String path) throws IOException {
    var answer = raw(path);

    assertThat(answer).as(path).startsWith("HTTP/1.1 400 ")
        .containsIgnoringCase("content-type: application/problem+json")
        .contains("\"type\":\"/problems/bad_request\"").contains("percent");
  }

  /// `java.net.URI` would refuse such a path before it is sent.
  private static String raw(String path) throws IOException {
    int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    try (var socket = new Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
          + "Authorization: Bearer " + RecordBackend.ADMIN.text() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
