package io.groundswell.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
      return Map.of("groundswell.publish.kafka.acks", "1", "groundswell.publish.kafka.\"enable.idempotence\"", "false",
          "groundswell.publish.kafka.\"client.rack\"", "a");
    }
  }

  @Inject
  PublishConfig config;

  @Test
  void whatTheGuaranteeRestsOnWins() {
    for (var settings : List.of(ProducerSettings.small(config), ProducerSettings.large(config))) {
      assertThatCode(() -> ProducerSettings.check(settings)).doesNotThrowAnyException();
      assertThat(settings).containsEntry("acks", "all").containsEntry("client.rack", "a");
    }
  }

  @Test
  void theEffectiveValuesAreReadBack() {
    var weak = new HashMap<>(ProducerSettings.small(config));
    weak.put("enable.idempotence", false);
    var contradictory = new HashMap<>(ProducerSettings.small(config));
    contradictory.put("acks", "1");

    assertThatThrownBy(() -> ProducerSettings.check(weak)).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("enable.idempotence=false");
    assertThatThrownBy(() -> ProducerSettings.check(contradictory)).isInstanceOf(ConfigException.class);
  }
}
