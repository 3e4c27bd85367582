package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The service keeps some of its own requests.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class PerformanceTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void aFailedRequestIsKeptByItsPatternAndWithItsProblem() {
    var name = "nobody-" + UUID.randomUUID();
    assertThat(READER.get("/v1/users/" + name + "/time").status()).isEqualTo(404);

    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      var endpoints = READER.get("/v1/performance").body().get("endpoints");
      var found =
          endpoints.valueStream().filter(each -> each.get("endpoint").asText().equals("GET /v1/users/{userId}/time"))
              .findFirst();
      assertThat(found).as(endpoints.toString()).isPresent();
      assertThat(found.orElseThrow().get("failed").asInt()).isPositive();
      assertThat(found.orElseThrow().get("errors").toString()).contains("unknown_user");
      assertThat(found.orElseThrow().get("largestBytes").asLong()).isPositive();
    });
    assertThat(Feed.count("SELECT count(*) FROM analytics.performance_logs AS l WHERE position('" + name
        + "' IN l::text) > 0")).isZero();
    assertThat(READER.get("/v1/performance?from=x").problem()).isEqualTo("invalid_parameter");
  }
}
