package io.groundswell.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.Lane;
import io.groundswell.ingest.OpenStream;
import io.groundswell.ingest.Sender;
import io.groundswell.ingest.Topic;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A broker of its own, which is killed and comes back.
@QuarkusTest
@TestProfile(BrokerOutageTest.ShortDeadline.class)
class BrokerOutageTest {

  public static final class ShortDeadline implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("groundswell.publish.deadline", "2s", "groundswell.publish.probe-every", "200ms");
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(MortalBroker.class));
    }
  }

  private final Sender sender = Sender.withBootstrapKey();

  @Test
  void answers503WhileTheBrokerIsAwayAndGoesOnByItself() throws IOException {
    assertThat(sender.single(Sender.event()).status()).isEqualTo(202);

    var stream = OpenStream.open();
    stream.send(Sender.event() + "\n");
    assertThat(stream.next().path("status").asText()).isEqualTo("accepted");

    MortalBroker.kill();
    stream.send(Sender.event() + "\n" + Sender.event() + "\n");
    assertThat(stream.next().path("status").asText()).isEqualTo("unanswered");
    assertThat(stream.next().at("/problem/type").asText()).isEqualTo("/problems/broker_unavailable");
    var closing = stream.next();
    assertThat(closing.path("accepted").asInt()).isEqualTo(1);
    assertThat(closing.path("unanswered").asInt()).isEqualTo(2);
    assertThat(closing.path("lastLine").asInt()).isEqualTo(1);
    assertThat(closing.path("complete").asBoolean()).isFalse();
    assertThat(stream.hasEnded()).isTrue();
    stream.close();
    var refused = sender.post("/v1/events", "application/x-ndjson", Sender.event());
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.problem()).isEqualTo("broker_unavailable");
    var reply = sender.single(Sender.event());

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.problem()).isEqualTo("broker_unavailable");
    assertThat(reply.http().headers().firstValue("Retry-After")).contains("1");
    assertThat(sender.batch(List.of(Sender.event(), Sender.event())).status()).isEqualTo(503);
    await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
        Sender.readiness().path("broker").asText()).isEqualTo("the broker does not answer"));

    MortalBroker.revive();
    var id = UUID.randomUUID().toString();
    await().atMost(Duration.ofSeconds(60))
        .until(() -> sender.single(Sender.event(id, Sender.now())).status() == 202);
    assertThat(Topic.recordsWith(Lane.LIVE, id)).isNotEmpty();
    assertThat(Sender.withBootstrapKey().single(Sender.event()).status()).isEqualTo(202);
  }
}
