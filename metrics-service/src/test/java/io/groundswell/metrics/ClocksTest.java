package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Subject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is seen of senders' clocks.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class ClocksTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Instant RECEIVED = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  private final String source = "clock-" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void receivedMinusSentIsMeasuredBySource() {
    Feed.live(event(0, 200), event(0, 1_000), event(5_000, null), event(0, 600));

    var clock = clock();
    assertThat(clock.toString()).isEqualTo(
        "{\"timed\":3,\"least\":200,\"average\":600,\"most\":1000,\"leastAge\":0,\"warning\":null}");
    assertThat(READER.get("/v1/sources").body().get("warningMillis").asInt()).isEqualTo(30_000);
  }

  @Test
  void aClockThatIsAheadOrBehindIsWarnedAboutAndTheTimeIsLeftAsItIs() {
    Feed.live(event(0, 20), event(0, -31_000));
    assertThat(clock().get("warning").asText()).isEqualTo("ahead");
    assertThat(Feed.count("SELECT count(*) FROM analytics.analytics_events WHERE event_source = '" + source
        + "' AND event_timestamp = '" + RECEIVED + "' AND attributes IS NULL")).isEqualTo(2);

    Feed.live(event(0, 90_000), event(0, 90_000), event(0, 90_000));
    assertThat(clock().get("least").asLong()).isEqualTo(-31_000);

    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
      assertThat(skewed("ahead")).isGreaterThanOrEqualTo(1);
      assertThat(skewed("behind")).isGreaterThanOrEqualTo(3);
    });
  }

  private static double skewed(String direction) {
    return Asker.with(null).management("/q/metrics").text().lines()
        .filter(line -> line.startsWith("groundswell_clock_skewed_total{direction=\"" + direction + "\"}"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
  }

  @Test
  void slowSendersAreToldFromSlowClocksByTheirAverage() {
    Feed.live(event(0, 10), event(0, 40_000));
    assertThat(clock().get("warning").isNull()).isTrue();

    Feed.live(event(0, 90_000), event(0, 90_000));
    assertThat(clock().get("warning").asText()).isEqualTo("behind");
  }

  @Test
  void withoutASendingTimeOnlyAClockThatIsAheadCanBeSeen() {
    Feed.live(event(86_400_000, null));
    assertThat(clock().get("warning").isNull()).isTrue();

    Feed.live(event(-45_000, null));
    assertThat(clock().toString()).isEqualTo(
        "{\"timed\":0,\"least\":null,\"average\":null,\"most\":null,\"leastAge\":-45000,\"warning\":\"ahead\"}");
  }

  @Test
  void aSendingTimeThatIsNoneIsSeenByNotBeingCounted() {
    Feed.live(event(0, 200), eventWith(5_000, Map.of("senttime", "yesterday")),
        eventWith(5_000, Map.of("senttime", 17L)));

    assertThat(listed().get("events").asInt()).isEqualTo(3);
    assertThat(clock().toString()).isEqualTo(
        "{\"timed\":1,\"least\":200,\"average\":200,\"most\":200,\"leastAge\":0,\"warning\":null}");
  }

  @Test
  void anotherOrganisationsSourcesAreNotShown() {
    Feed.live(event(0, 1));

    assertThat(Asker.with(RecordBackend.STRANGER).get("/v1/sources").text()).doesNotContain(source);
  }

  @Test
  void sourcesAreReadOnAfterTheLast() {
    Feed.live(event(0, 1));
    var before = source.substring(0, source.length() - 1);

    var page = READER.get("/v1/sources?limit=1&after=" + before).body();

    assertThat(page.at("/sources/0/source").asText()).isEqualTo(source);
    assertThat(page.get("next").asText()).isEqualTo(source);
  }

  private JsonNode clock() {
    return listed().get("clock");
  }

  private JsonNode listed() {
    for (var listed : READER.get("/v1/sources").body().get("sources")) {
      if (listed.get("source").asText().equals(source)) {
        return listed;
      }
    }
    throw new AssertionError("the source is not listed");
  }

  private AcceptedEvent event(long age, @Nullable Integer skew) {
    return eventWith(age, skew == null ? Map.of()
        : Map.of("senttime", RECEIVED.minus(Duration.ofMillis(skew)).toString()));
  }

  private AcceptedEvent eventWith(long age, Map<String, Object> extensions) {
    return new AcceptedEvent(1, RECEIVED, new CloudEvent(UUID.randomUUID().toString(), source, "page.viewed",
        RECEIVED.minusMillis(age), Subject.find("post/clock"), "x", new TreeMap<>(extensions), null));
  }
}
