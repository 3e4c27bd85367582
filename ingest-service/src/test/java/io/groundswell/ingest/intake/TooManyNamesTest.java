package io.groundswell.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.ingest.EdgeBackend;
import io.groundswell.ingest.Keys;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Sender.Reply;
import io.groundswell.ingest.Strict;
import io.groundswell.ingest.Topic;
import io.groundswell.ingest.TriesLimit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Organisations that make up names without end: at most 5 metrics and 8 series a day here.
@QuarkusTest
@TestProfile(Strict.class)
@QuarkusTestResource(EdgeBackend.class)
class TooManyNamesTest {

  @BeforeAll
  static void awaitTheEdge() {
    Sender.withBootstrapKey();
  }

  @Test
  @TriesLimit("/day/metrics")
  void metricNamesAreTakenUpToTheLimitAndThenOnlyKnownOnes() {
    var organization = Sender.withKey(Keys.make(7_001, Scope.WRITE));
    assertThat(limit(organization, "metrics")).isEqualTo(5);

    assertThat(send(organization, "a", "m1", "m2", "m3", "m4").status()).as("limit - 1").isEqualTo(202);
    assertThat(send(organization, "a", "m4", "m5", "m6").problem()).as("whole or not at all")
        .isEqualTo("too_many_metrics");
    assertThat(send(organization, "a", "m5").status()).as("limit").isEqualTo(202);
    var beyond = send(organization, "a", "m6");

    assertThat(beyond.status()).isEqualTo(422);
    assertThat(beyond.problem()).isEqualTo("too_many_metrics");
    assertThat(beyond.body().path("pointer").asText()).isEqualTo("/data");
    assertThat(send(organization, "a", "m1", "m5").status()).as("known ones").isEqualTo(202);
    assertThat(send(Sender.withKey(Keys.make(7_002, Scope.WRITE)), "a", "m6").status()).as("another").isEqualTo(202);
  }

  @Test
  @TriesLimit("/day/series")
  void seriesAreTakenUpToTheLimitAndThenOnlyKnownOnes() {
    var organization = Sender.withKey(Keys.make(7_003, Scope.WRITE));
    assertThat(limit(organization, "series")).isEqualTo(8);
    for (int subject = 1; subject <= 7; subject++) {
      assertThat(send(organization, "s" + subject, "likes").status()).as("limit - 1").isEqualTo(202);
    }

    assertThat(send(organization, "s1", "likes").status()).as("known").isEqualTo(202);
    assertThat(send(organization, "s8", "likes", "views").problem()).isEqualTo("too_many_series");
    assertThat(send(organization, "s8", "likes").status()).as("limit").isEqualTo(202);
    var id = UUID.randomUUID().toString();
    var beyond = organization.batch(List.of(event(id, "s9", "likes"), event("known", "s8", "likes")));

    assertThat(beyond.body().path("accepted").asInt()).isEqualTo(1);
    assertThat(beyond.body().at("/results/0/problem/type").asText()).isEqualTo("/problems/too_many_series");
    assertThat(beyond.body().at("/results/0/problem/pointer").asText()).isEqualTo("/subject");
    assertThat(Topic.recordsWith(Lane.LIVE, id)).isEmpty();
  }

  @Test
  void checkingUsesNothingUp() {
    var organization = Sender.withKey(Keys.make(7_004, Scope.WRITE));
    for (int metric = 1; metric <= 9; metric++) {
      assertThat(organization.post("/v1/events:validate", Sender.SINGLE, event("1", "a", "m" + metric)).status())
          .isEqualTo(202);
    }

    assertThat(send(organization, "a", "m1", "m2", "m3", "m4", "m5").status()).isEqualTo(202);
    assertThat(organization.post("/v1/events:validate", Sender.SINGLE, event("1", "a", "m6")).problem())
        .isEqualTo("too_many_metrics");
  }

  private static int limit(Sender organization, String name) {
    return organization.ask("GET", "/v1/limits", "").body().at("/day/" + name).asInt();
  }

  private static Reply send(Sender organization, String subject, String... metrics) {
    return organization.single(event(UUID.randomUUID().toString(), subject, metrics));
  }

  private static String event(String id, String subject, String... metrics) {
    return Sender.event(id, Sender.now()).replace("hashtag/foo", "hashtag/" + subject)
        .replace("\"likes\":3", "\"" + String.join("\":1,\"", metrics) + "\":1");
  }
}
