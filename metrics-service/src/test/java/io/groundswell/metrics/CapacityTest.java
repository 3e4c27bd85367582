package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.contract.Lane;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What an operator is told of the whole system.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class CapacityTest {

  private static final Asker ADMIN = Asker.with(RecordBackend.ADMIN);

  @Inject
  MeterRegistry meters;

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void whatIsStoredShowsAsARateAndNothingWaitsAfterwards() {
    var subject = "post/" + UUID.randomUUID();
    Feed.live(IntStream.range(0, 500).mapToObj(i -> Feed.delta(subject, Instant.now(), "likes", "1")).toList());

    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
      var capacity = capacity();
      assertThat(capacity.at("/events/sustainable").asDouble()).isPositive();
      assertThat(capacity.at("/events/sustainableIs").asText()).isIn("measured", "at_least");
      assertThat(capacity.at("/backlog/records").asLong()).isZero();
      assertThat(capacity.at("/backlog/secondsToCatchUp").asLong()).isZero();
      assertThat(capacity.path("words")).extracting(JsonNode::asText).contains("Nothing waits.");
    });
  }

  @Test
  void partitionsLimitTheReplicas() {
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
      var partitions = capacity().path("partitions");
      assertThat(partitions.path("count").asInt()).isEqualTo(Lane.PARTITIONS);
      assertThat(partitions.path("replicas").asInt()).isOne();
    });
  }

  @Test
  void theDiskAndTheNextTablesAreTold() {
    // What is told is as of the last look, and other tests make days too.
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
      var capacity = capacity();
      assertThat(capacity.at("/disk/total").asLong()).isEqualTo(1L << 40);
      assertThat(capacity.at("/disk/used").asLong()).isCloseTo(
          Feed.count("SELECT pg_database_size(current_database())"), withinPercentage(20));
      var made = capacity.at("/next/0");
      assertThat(made.path("action").asText()).isEqualTo("make");
      assertThat(LocalDate.parse(made.path("day").asText())).isEqualTo(
          LocalDate.parse(Feed.text("SELECT max(day)::text FROM analytics.partition_day").strip()).plusDays(1));
      assertThat(Instant.parse(made.path("at").asText())).isEqualTo(
          LocalDate.now(ZoneOffset.UTC).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    });
  }

  @Test
  void howLongTheDiskLastsIsAFigureToo() {
    var yesterday = Instant.now().minus(Duration.ofDays(1));
    Feed.live(List.of(Feed.delta("post/" + UUID.randomUUID(), yesterday, "likes", "1")));

    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
      var disk = capacity().path("disk");
      assertThat(disk.path("daysLeft").asLong()).isPositive();
      assertThat(meters.get("groundswell.disk.days.left").gauge().value()).isEqualTo(disk.path("daysLeft").asDouble());
      assertThat(meters.get("groundswell.disk.used").gauge().value()).isEqualTo(disk.path("used").asDouble());
    });
  }

  @Test
  void itIsForTheOperatorAlone() {
    assertThat(Asker.with(RecordBackend.READER).get("/v1/capacity").status()).isEqualTo(403);
    assertThat(Asker.with(RecordBackend.STRANGE_ADMIN).get("/v1/capacity").problem()).isEqualTo("forbidden");
    assertThat(Asker.with(null).get("/v1/capacity").status()).isEqualTo(401);
  }

  private static JsonNode capacity() {
    var reply = await().atMost(Duration.ofSeconds(30)).until(() -> ADMIN.get("/v1/capacity"),
        asked -> asked.status() == 200);
    return reply.body();
  }
}
