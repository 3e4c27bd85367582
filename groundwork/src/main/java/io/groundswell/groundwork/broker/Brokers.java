package io.groundswell.groundwork.broker;

import java.util.HashMap;
import java.util.Map;

/// How to reach the brokers.
///
/// @param bootstrapServers `host:port`, comma-separated
/// @param client further properties of every client, see [KafkaConfig#client]
public record Brokers(String bootstrapServers, Map<String, String> client) {

  public Brokers {
    client = Map.copyOf(client);
  }

  public static Brokers of(KafkaConfig config) {
    return new Brokers(config.bootstrapServers(), config.client());
  }

  /// What the properties of any client begin with; what is put over them wins.
  public Map<String, Object> properties() {
    var properties = new HashMap<String, Object>(client);
    properties.put("bootstrap.servers", bootstrapServers);
    return properties;
  }
}
