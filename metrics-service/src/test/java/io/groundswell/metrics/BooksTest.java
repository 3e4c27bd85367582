package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.AcceptedEvent;
import io.groundswell.contract.CloudEvent;
import io.groundswell.contract.Lane;
import io.groundswell.testkit.ClientWitness;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What became of every event, and how the service itself stands.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class BooksTest {

  private static final Asker READER = Asker.with(RecordBackend.READER);
  private static final Asker ADMIN = Asker.with(RecordBackend.ADMIN);

  private final String source = "source-" + UUID.randomUUID();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void storedDuplicateAndQuarantinedAreWhatTheEdgeAccepted() {
    var events = IntStream.range(0, 40).mapToObj(i -> from(source, "e" + i, "likes")).toList();
    Feed.live(events);
    Feed.live(events.subList(0, 7));
    Feed.send(Lane.LIVE, List.of(from(source, "bad", "1 is no name")));
    Feed.awaitDrained(Lane.LIVE);
    Feed.update(
        "INSERT INTO analytics.edge_counts VALUES (1, '" + source + "', date_trunc('minute', now()), 50, 3, 0)");

    var account = READER.get("/v1/accounting?source=" + source).body();

    assertThat(account.at("/totals").toString())
        .isEqualTo(
            "{\"accepted\":50,\"rejected\":3,\"unknown\":0,\"replayed\":0,\"stored\":40,\"duplicate\":7,\"conflict\":0,"
                + "\"quarantined\":1,\"outstanding\":2}");
    assertThat(account.get("balanced").asBoolean()).isTrue();
    assertThat(account.get("lines")).hasSize(1);
    assertThat(account.has("partitions")).isFalse();
  }

  @Test
  void whatWasAnsweredAsUnknownExplainsWhatIsStoredBeyondWhatWasAccepted() {
    Feed.live(IntStream.range(0, 10).mapToObj(i -> from(source, "e" + i, "likes")).toList());
    Feed.update("INSERT INTO analytics.edge_counts VALUES (1, '" + source + "', date_trunc('minute', now()), 6, 0, 5)");
    assertThat(totals()).contains("\"accepted\":6", "\"unknown\":5", "\"stored\":10", "\"outstanding\":0");

    Feed.update("UPDATE analytics.edge_counts SET unknown = 3 WHERE source = '" + source + "'");
    assertThat(totals()).as("one is not explained").contains("\"outstanding\":-1");
    Feed.update("UPDATE analytics.edge_counts SET accepted = 12 WHERE source = '" + source + "'");
    assertThat(totals()).contains("\"outstanding\":2");
  }

  private String totals() {
    return READER.get("/v1/accounting?source=" + source).body().at("/totals").toString();
  }

  @Test
  void parametersAreReadForgivinglyAndRefusedByName() {
    assertThat(READER.get("/v1/accounting?from=2026-11-20T01:00:00+02:00&to=2026-11-20T01:00:00%2B01:00").status())
        .isEqualTo(200);
    for (var refused : List.of("accounting?from=yesterday", "sources?to=2026-11-20", "sources?limit=abc",
        "quarantine?limit=abc", "quarantine?limit=1001", "accounting?by=hour", "accounting?from=2026-11-20T01:00:00")) {
      var reply = READER.get("/v1/" + refused);
      assertThat(reply.problem()).as(refused).isEqualTo("invalid_parameter");
      assertThat(reply.body().get("detail").asText()).as(refused)
          .startsWith(refused.substring(refused.indexOf('?') + 1, refused.indexOf('=')) + " ");
    }
  }

  @Test
  void theOperatorsPropertiesReachEveryConsumer() {
    assertThat(List.of("metrics-live-", "metrics-live-topic", "metrics-backfill-", "metrics-backfill-topic"))
        .allMatch(ClientWitness::hasSeen);
  }

  @Test
  void everyPartitionsBooksBalance() {
    Feed.live(IntStream.range(0, 100).mapToObj(i -> from(source, "e" + i, "likes")).toList());

    var partitions = ADMIN.get("/v1/accounting").body().get("partitions");

    assertThat(partitions.size()).isEqualTo(2 * Lane.PARTITIONS);
    for (var partition : partitions) {
      assertThat(partition.get("balanced").asBoolean()).isTrue();
      assertThat(partition.get("nextOffset").asLong() - partition.get("startOffset").asLong()
          + partition.get("former").asLong())
          .isEqualTo(partition.get("stored").asLong() + partition.get("duplicate").asLong()
              + partition.get("quarantined").asLong() + partition.get("skipped").asLong());
    }
  }

  @Test
  void theBooksOfAnotherOrganisationAreNotShown() {
    Feed.live(from(source, "e", "likes"));

    assertThat(Asker.with(RecordBackend.STRANGER).get("/v1/accounting?source=" + source).body().get("lines")).isEmpty();
    assertThat(READER.get("/v1/accounting?source=" + source + "&by=minute").body().at("/lines/0/minute").asText())
        .endsWith(":00Z");
  }

  @Test
  void theServiceTellsHowItStands() {
    Feed.live(from(source, "e", "likes"));

    assertThat(Asker.with(null).management("/q/health/live").status()).isEqualTo(200);
    assertThat(Asker.with(null).management("/q/health/ready").text())
        .contains("\"migrations\": \"ok\"", "\"partitions\": \"ok\"", "\"consumers\": \"ok\"", "\"keys\": \"ok\"");
    // Counted when it is committed, which others see a moment earlier.
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(Asker.with(null).management("/q/metrics")
        .text()).contains("groundswell_freshness_seconds_bucket{lane=\"live\",le=\"0.05\"}",
            "groundswell_partition_runway_days 15.0", "groundswell_consumer_"));
  }

  private AcceptedEvent from(String name, String id, String metric) {
    var event = Feed.observed("post/" + name, id, Instant.now().truncatedTo(ChronoUnit.HOURS), "delta",
        "\"" + metric + "\":1");
    var about = event.event();
    return new AcceptedEvent(1, event.receivedAt(), new CloudEvent(about.id(), name, about.type(), about.time(),
        about.subject(), about.platform(), about.extensions(), about.data()));
  }
}
