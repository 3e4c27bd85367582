package io.groundswell.groundwork.broker;

import io.smallrye.config.ConfigMapping;
import java.util.Map;

@ConfigMapping(prefix = "groundswell.kafka")
public interface KafkaConfig {

  /// Where the brokers are: `host:port`, comma-separated.
  String bootstrapServers();

  /// Further properties of every Kafka client of the service, by Kafka's names: TLS, SASL, a rack, metric reporters.
  /// Those that a guarantee rests on win over them. In a file `groundswell.kafka.client."security.protocol"=SASL_SSL`,
  /// in the environment `GROUNDSWELL_KAFKA_CLIENT__SECURITY_PROTOCOL_=SASL_SSL`.
  Map<String, String> client();
}
