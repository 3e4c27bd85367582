package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.testkit.RawConnection;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for connections at the edge holds here.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class ConnectionsTest {

  @Test
  void headersThatDripAreGivenUp() throws IOException {
    try (var slow = connect()) {
      assertThat(slow.drip()).startsWith("HTTP/1.1 408").contains("/problems/request_timeout",
          "the headers have to be sent within 2 s");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Length: 4\r\nTransfer-Encoding: chunked", "Transfer-Encoding: xchunked", "Host: other"})
  void aRequestThatCanBeReadInTwoWaysIsNotRead(String headers) throws IOException {
    try (var twofold = connect()) {
      twofold.send("POST / HTTP/1.1\r\nHost: localhost\r\n" + headers
          + "\r\n\r\n0\r\n\r\nGET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n");

      assertThat(twofold.rest()).startsWith("HTTP/1.1 400").doesNotContain("HTTP/1.1 200");
    }
  }

  @Test
  void connectionsHaveALimit() {
    assertThat(ConfigProvider.getConfig().getValue("quarkus.http.limits.max-connections", Integer.class))
        .isEqualTo(16_384);
  }

  private static RawConnection connect() throws IOException {
    return new RawConnection(ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class));
  }
}
