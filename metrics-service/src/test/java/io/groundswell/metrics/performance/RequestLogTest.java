package io.groundswell.metrics.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.groundswell.metrics.jobs.Jobs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class RequestLogTest {

  @Inject
  RequestLog log;

  @Inject
  Jobs jobs;

  private final String endpoint = "GET /v1/" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void slowOnesAreKeptFailedOnesAndFewOfTheOthers() {
    log.answered(1, endpoint, 200, 250, 70_000, null);
    log.answered(1, endpoint, 304, 900, 0, null);
    log.answered(1, endpoint, 503, 3, 200, "query_too_long");
    for (int i = 0; i < 5_000; i++) {
      log.answered(1, endpoint, 200, 249, 10, null);
    }
    log.answered(2, endpoint, 200, 5_000, 10, null);

    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
      var found = found();
      assertThat(found.path("slow").asInt()).isEqualTo(2);
      assertThat(found.path("failed").asInt()).isEqualTo(1);
      assertThat(found.path("cacheHits").asInt()).isEqualTo(1);
      assertThat(found.path("longestMillis").asLong()).as("of this organisation").isEqualTo(900);
      assertThat(found.path("largestBytes").asLong()).isEqualTo(70_000);
      assertThat(found.path("errors").toString()).contains("query_too_long");
      assertThat(found.path("sampled").asInt()).as("one in a hundred").isBetween(10, 200);
      assertThat(found.path("medianMillis").asLong()).isEqualTo(249);
    });
  }

  @Test
  void thoseThatAreTooOldGoHoweverManyThereAre() {
    Feed.update("""
        INSERT INTO analytics.performance_logs (at, organization_id, endpoint, status, duration_ms, response_size_bytes,
          cache_hit, kept_because)
        SELECT now() - interval '15 days', 1, '%s', 200, 300, 1, false, 'slow' FROM generate_series(1, 45000)
        UNION ALL SELECT now() - interval '13 days', 1, '%s', 200, 300, 1, false, 'slow'"""
        .formatted(endpoint, endpoint));
    var lease = jobs.lease("request-log");
    await().atMost(Duration.ofSeconds(30)).until(lease::take);

    log.sweep(lease);

    assertThat(Feed.count("SELECT count(*) FROM analytics.performance_logs WHERE endpoint = '" + endpoint + "'"))
        .isEqualTo(1);
  }

  private JsonNode found() {
    return Asker.with(RecordBackend.READER).get("/v1/performance").body().get("endpoints").valueStream()
        .filter(each -> each.get("endpoint").asText().equals(endpoint)).findFirst()
        .orElseThrow(() -> new AssertionError("not listed yet"));
  }
}
