package io.groundswell.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundswell.groundwork.broker.Brokers;
import io.groundswell.groundwork.broker.KafkaConfig;
import io.groundswell.ingest.EdgeBackend;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

/// With an operator's properties that would break the promise.
@QuarkusTest
@TestProfile(ProducerSettingsTest.Careless.class)
@QuarkusTestResource(EdgeBackend.class)
class ProducerSettingsTest {

  public static final class Careless implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("groundswell.kafka.client.acks", "1", "groundswell.kafka.client.\"enable.idempotence\"", "false",
          "groundswell.kafka.client.\"client.rack\"", "a");
    }
  }

  @Inject
  PublishConfig config;

  @Inject
  KafkaConfig kafka;

  @Test
  void whatTheGuaranteeRestsOnWins() {
    for (var settings : List.of(ProducerSettings.small(config, Brokers.of(kafka)),
        ProducerSettings.large(config, Brokers.of(kafka)))) {
      assertThatCode(() -> ProducerSettings.check(settings)).doesNotThrowAnyException();
      assertThat(settings).containsEntry("acks", "all").containsEntry("client.rack", "a");
    }
  }

  @Test
  void theEffectiveValuesAreReadBack() {
    var weak = new HashMap<>(ProducerSettings.small(config, Brokers.of(kafka)));
    weak.put("enable.idempotence", false);
    var contradictory = new HashMap<>(ProducerSettings.small(config, Brokers.of(kafka)));
    contradictory.put("acks", "1");

    assertThatThrownBy(() -> ProducerSettings.check(weak)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("kafka-idempotence=false");
    assertThatThrownBy(() -> ProducerSettings.check(contradictory)).isInstanceOf(ConfigException.class);
  }
}
