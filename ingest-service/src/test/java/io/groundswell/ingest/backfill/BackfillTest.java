package io.groundswell.ingest.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.ingest.Database;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Keys;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Topic;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// History, with a stand-in for what the metrics-service publishes: the days that have partitions.
@QuarkusTest
@TestProfile(BackfillTest.Impatient.class)
@QuarkusTestResource(EdgeBackend.class)
class BackfillTest {

  public static final class Impatient implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("groundswell.backfill.patience", "2s");
    }
  }

  private static final String MARCH = range("2015-03-01T00:00:00Z", "2015-03-03T12:00:00Z");

  private final Sender sender = Sender.withBootstrapKey();

  @BeforeEach
  void noDayHasPartitions() {
    Database.run("""
        CREATE TABLE IF NOT EXISTS analytics.days (day date PRIMARY KEY);
        TRUNCATE analytics.days;
        CREATE OR REPLACE VIEW analytics.published_partition_days AS SELECT day FROM analytics.days;
        GRANT SELECT ON analytics.published_partition_days TO groundswell_ingest""");
  }

  @Test
  void aDeclaredRangeIsReadyOnceAllOfItsDaysHavePartitions() {
    var early = declare(MARCH);
    partition("2015-03-01", "2015-03-02");
    var incomplete = declare(MARCH);
    partition("2015-03-03");
    var ready = declare(MARCH);

    assertThat(List.of(early.status(), incomplete.status(), ready.status())).containsExactly(503, 503, 201);
    assertThat(early.problem()).isEqualTo("partitions_not_ready");
    assertThat(early.http().headers().firstValue("Retry-After")).isPresent();
    assertThat(ready.body().path("from").asText()).isEqualTo("2015-03-01T00:00:00Z");
    assertThat(ready.body().path("to").asText()).isEqualTo("2015-03-03T12:00:00Z");
    assertThat(ready.body().path("state").asText()).isEqualTo("ready");
  }

  @Test
  void declaringTheSameRangeAgainFindsTheDeclaration() {
    partition("2015-03-01", "2015-03-02", "2015-03-03");

    assertThat(declare(MARCH).body().path("id")).isEqualTo(declare(MARCH).body().path("id"));
  }

  @Test
  void historyIsTakenInsideOfTheRangeAndTravelsApart() {
    partition("2015-03-01", "2015-03-02", "2015-03-03");
    declare(MARCH);
    var inside = UUID.randomUUID().toString();
    var outside = UUID.randomUUID().toString();

    var reply = sender.post("/v1/events?lane=backfill", Sender.BATCH, "["
        + Sender.event(inside, Instant.parse("2015-03-02T00:00:00Z")) + ","
        + Sender.event(outside, Instant.parse("2015-03-03T12:00:00Z")) + "]");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().at("/results/0/status").asText()).isEqualTo("accepted");
    assertThat(reply.body().at("/results/1/problem/type").asText()).isEqualTo("/problems/outside_declared_range");
    assertThat(Topic.recordsWith(Lane.BACKFILL, inside)).hasSize(1);
    assertThat(Topic.recordsWith(Lane.LIVE, inside)).isEmpty();
  }

  @Test
  void aRangeThatAnotherReplicaDeclaredCountsAtOnce() {
    partition("2016-07-01");
    var id = UUID.randomUUID().toString();
    Database.run("INSERT INTO analytics.backfill_ranges (organization_id, range_from, range_to) "
        + "VALUES (1, '2016-07-01T00:00Z', '2016-07-02T00:00Z') ON CONFLICT DO NOTHING");

    var reply = sender.post("/v1/events?lane=backfill", Sender.SINGLE,
        Sender.event(id, Instant.parse("2016-07-01T08:00:00Z")));

    assertThat(reply.status()).isEqualTo(202);
  }

  @Test
  void anotherOrganizationsRangeDoesNotCount() {
    partition("2015-03-01", "2015-03-02", "2015-03-03");
    declare(MARCH);
    var other = Sender.withKey(Keys.make(4_711, Scope.BACKFILL));

    var reply = other.post("/v1/events?lane=backfill", Sender.SINGLE,
        Sender.event("1", Instant.parse("2015-03-02T00:00:00Z")));

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.problem()).isEqualTo("outside_declared_range");
  }

  @Test
  void historyNeedsItsOwnScope() {
    var live = Sender.withKey(Keys.make(1, Scope.WRITE));

    assertThat(live.post("/v1/backfills", "application/json", MARCH).status()).isEqualTo(403);
    assertThat(live.post("/v1/events?lane=backfill", Sender.SINGLE, Sender.event()).status()).isEqualTo(403);
    assertThat(Sender.withKey("gsk_nonsense").post("/v1/backfills", "application/json", MARCH).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "[]", "{}", "{\"from\":\"2015-03-01T00:00:00Z\"}", "{\"from\":1,\"to\":2}", "nonsense",
          "{\"from\":\"2015-03-02T00:00:00Z\",\"to\":\"2015-03-01T00:00:00Z\"}",
          "{\"from\":\"2015-03-01T00:00:00Z\",\"to\":\"2015-03-01T00:00:00Z\"}",
          "{\"from\":\"1969-12-31T00:00:00Z\",\"to\":\"1970-02-01T00:00:00Z\"}",
          "{\"from\":\"2015-03-01T00:00:00Z\",\"to\":\"2019-03-01T00:00:00Z\"}",
          "{\"from\":\"9998-03-01T00:00:00Z\",\"to\":\"9999-03-01T00:00:00Z\"}"})
  void refusesWhatIsNoRange(String body) {
    var reply = declare(body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.contentType()).isEqualTo("application/problem+json");
  }

  private Sender.Reply declare(String body) {
    return sender.post("/v1/backfills", "application/json", body);
  }

  private static String range(String from, String to) {
    return "{\"from\":\"" + from + "\",\"to\":\"" + to + "\"}";
  }

  private static void partition(String... days) {
    for (var day : days) {
      Database.run("INSERT INTO analytics.days VALUES ('" + day + "')");
    }
  }
}
