package io.groundswell.metrics.eventlog;

import io.smallrye.config.ConfigMapping;

@ConfigMapping(prefix = "groundswell.kafka")
public interface KafkaConfig {

  /// Where the brokers are: `host:port`, comma-separated.
  String bootstrapServers();
}
