package io.groundswell.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class EventBecomesPointIT {

  private final Whereabouts system = SharedSystem.whereabouts();
  private final Caller caller = new Caller(system);

  @Test
  void anEventOverHttpBecomesAPoint() {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var event = """
        {"specversion": "1.0", "id": "%s", "source": "curl", "type": "metric.observed", "time": "%s",
         "subject": "post/first", "platform": "sora", "data": {"metrics": {"likes": 3}}}""";

    var first = caller.event(event.formatted("first-1", now));
    var second = caller.event(event.formatted("first-2", now));
    var repeated = caller.event(event.formatted("first-2", now));

    assertThat(first.status()).as(first.text()).isEqualTo(202);
    assertThat(second.status()).isEqualTo(202);
    assertThat(repeated.status()).isEqualTo(202);
    var from = now.truncatedTo(ChronoUnit.DAYS);
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      var series =
          caller.series("post/first", "likes", "1d", from.toString(), from.plus(1, ChronoUnit.DAYS).toString());
      assertThat(series.path("points")).hasSize(1);
      assertThat(series.path("points").path(0).path("value").decimalValue())
          .isEqualByComparingTo(BigDecimal.valueOf(6));
    });
  }

  @Test
  void aSeriesSaysUpToWhenItIsComplete() {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    caller.event("""
        {"specversion":"1.0","id":"c-1","source":"curl","type":"content.engaged","time":"%s","subject":"post/complete",
         "platform":"x","userid":"u1","data":{"action":"view"}}""".formatted(now));
    var from = now.truncatedTo(ChronoUnit.HOURS).minus(2, ChronoUnit.HOURS);

    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      var series =
          caller.series("post/complete", "view", "1h", from.toString(), from.plus(3, ChronoUnit.HOURS).toString());
      assertThat(series.path("kind").asText()).isEqualTo("delta");
      assertThat(series.path("points")).hasSize(3);
      assertThat(series.path("points").path(0).path("complete").asBoolean()).isTrue();
      assertThat(series.path("points").path(2).path("value").decimalValue()).isEqualByComparingTo("1");
      assertThat(series.path("points").path(2).path("complete").asBoolean()).isFalse();
      assertThat(Instant.parse(series.path("completeThrough").asText())).isAfter(now.minus(5, ChronoUnit.MINUTES));
    });
  }

  @Test
  void everyServiceSaysThatItIsReady() {
    // A test before may have stopped the broker, and the services notice its return a moment later.
    await().atMost(Duration.ofSeconds(60)).until(SharedSystem::isReady);
  }
}
