package io.groundswell.groundwork.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;

class KafkaConfigTest {

  @Test
  void clientPropertiesComeFromAFile() {
    var brokers = read(new PropertiesConfigSource(Map.of("groundswell.kafka.client.\"security.protocol\"", "SASL_SSL",
        "groundswell.kafka.client.\"sasl.mechanism\"", "SCRAM-SHA-512"), "file", 100));

    assertThat(brokers.client()).containsExactlyInAnyOrderEntriesOf(
        Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "SCRAM-SHA-512"));
    assertThat(brokers.properties()).containsEntry("bootstrap.servers", "broker:9092")
        .containsEntry("security.protocol", "SASL_SSL");
  }

  @Test
  void clientPropertiesComeFromTheEnvironment() {
    var brokers = read(new EnvConfigSource(Map.of("GROUNDSWELL_KAFKA_CLIENT__SECURITY_PROTOCOL_", "SASL_SSL",
        "GROUNDSWELL_KAFKA_CLIENT__SSL_TRUSTSTORE_LOCATION_", "/etc/trust.p12"), 300));

    assertThat(brokers.client()).containsExactlyInAnyOrderEntriesOf(
        Map.of("security.protocol", "SASL_SSL", "ssl.truststore.location", "/etc/trust.p12"));
  }

  @Test
  void theAddressIsNoClientProperty() {
    assertThat(new Brokers("here:1", Map.of("bootstrap.servers", "elsewhere:2")).properties())
        .containsEntry("bootstrap.servers", "here:1");
  }

  private static Brokers read(ConfigSource source) {
    return Brokers.of(new SmallRyeConfigBuilder().withMapping(KafkaConfig.class)
        .withDefaultValue("groundswell.kafka.bootstrap-servers", "broker:9092").withSources(source).build()
        .getConfigMapping(KafkaConfig.class));
  }
}
