package io.groundswell.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.testkit.ClientWitness;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What an operator sees.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class OperationsTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  private final Sender sender = Sender.withBootstrapKey();

  @Test
  void readinessNamesWhatItDependsOn() {
    assertThat(Sender.readiness().fieldNames()).toIterable()
        .containsExactlyInAnyOrder("migrations", "keys", "bootstrap key", "broker", "guarantees", "reads");
    await().atMost(Duration.ofSeconds(60)).untilAsserted(
        () -> assertThat(Sender.readiness()).allSatisfy(part -> assertThat(part.asText()).isEqualTo("ok")));
  }

  @Test
  void theOperatorsPropertiesReachEveryKafkaClient() {
    assertThat(List.of("groundswell-ingest-small", "groundswell-ingest-large", "groundswell-ingest-watch"))
        .allMatch(ClientWitness::hasSeen);
  }

  @Test
  void livenessDependsOnNothing() {
    var alive = Sender.send(Sender.management("/q/health/live").build());

    assertThat(alive.status()).isEqualTo(200);
    assertThat(alive.body().path("checks")).isEmpty();
  }

  @Test
  void metersTellWhatBecameOfEveryEvent() {
    sender.batch(List.of(Sender.event(), "{}", "{}"));

    await().atMost(SOON).untilAsserted(() -> assertThat(meters())
        .contains("groundswell_intake_events_total{lane=\"live\",outcome=\"accepted\",reason=\"\"}")
        .contains("groundswell_intake_events_total{lane=\"live\",outcome=\"rejected\",reason=\"not_a_cloud_event\"}")
        .contains("groundswell_intake_events_total{lane=\"backfill\",outcome=\"unanswered\"")
        .contains("groundswell_intake_request_seconds_bucket{status=\"200\",le=\"0.01\"}")
        .contains("groundswell_intake_acknowledgement_seconds_bucket")
        .contains("groundswell_intake_in_flight")
        .contains("groundswell_publish_buffer_available_bytes"));
  }

  @Test
  void metersTellWhoWasToldNoAndWhy() {
    sender.batch(List.of(Sender.event(), "{}"));
    sender.single("{}");
    sender.post("/v1/events", "text/plain", "");
    Sender.withKey("nonsense").single(Sender.event());

    await().atMost(SOON).untilAsserted(() -> assertThat(meters())
        .contains(
            "groundswell_intake_rejections_total{key=\"" + EdgeBackend.KEY.id() + "\",reason=\"not_a_cloud_event\"}")
        .contains(
            "groundswell_intake_refusals_total{key=\"" + EdgeBackend.KEY.id() + "\",reason=\"unsupported_media_type\"}")
        .contains("groundswell_intake_refusals_total{key=\"none\",reason=\"unauthorized\"}")
        .as("an event is no request").doesNotContain("groundswell_intake_refusals_total{key=\"" + EdgeBackend.KEY.id()
            + "\",reason=\"not_a_cloud_event\"}"));
  }

  /// What is counted of a request is counted when its answer has left.
  private static String meters() {
    return Sender.send(Sender.management("/q/metrics").build()).http().body();
  }

  @Test
  void theEdgesOwnCountIsWrittenBySourceAndMinute() {
    var source = "counted-" + UUID.randomUUID();
    var counted = Sender.event().replace("\"test\"", '"' + source + '"');

    sender.batch(List.of(counted, counted, counted.replace("\"likes\":3", "\"likes\":1e400"),
        counted.replace("\"platform\":\"x\"", "\"platform\":\"x\",\"sampledrate\":1"),
        counted.replace("{\"likes\":3}", "{}")));

    await().atMost(SOON).untilAsserted(() -> assertThat(Database.ask(
        "SELECT sum(accepted) || ' ' || sum(rejected) FROM analytics.published_edge_accounting WHERE source = '"
            + source + "'"))
        .isEqualTo("3 1"));
  }

  @Test
  void theEdgeRunsAsARoleThatOwnsNothing() {
    assertThat(Database.ask("SELECT count(*) FROM pg_class WHERE relowner = 'groundswell_ingest'::regrole"))
        .isEqualTo("0");
    await().atMost(SOON).untilAsserted(() -> assertThat(Database.ask("""
        SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'analytics' AND c.relkind = 'r' AND c.relname <> 'flyway_ingest'
          AND NOT (c.relrowsecurity AND c.relforcerowsecurity)""")).isEqualTo("0"));
  }
}
