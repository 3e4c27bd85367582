package io.groundswell.command.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaReachTest {

  @Test
  void readsWhatTheServicesAreGiven() {
    assertThat(KafkaReach.inEnvironment(Map.of("GROUNDSWELL_KAFKA_CLIENT__SECURITY_PROTOCOL_", "SASL_SSL",
        "GROUNDSWELL_KAFKA_CLIENT__SASL_JAAS_CONFIG_", "login", "GROUNDSWELL_KAFKA_BOOTSTRAP_SERVERS", "elsewhere",
        "PATH", "/bin")))
        .containsExactlyInAnyOrderEntriesOf(Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "login"));
  }
}
