package io.groundswell.exactlyonce;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Properties of the Kafka clients: what may be overridden, what the settings add, what the guarantee rests on.
final class KafkaProperties {

  private KafkaProperties() {
  }

  static Map<String, Object> forConsumer(ConsumerSettings settings, String clientId) {
    var properties = new HashMap<String, Object>();
    // A dead process loses its partitions after 10 s. A frozen one too, which is safe: the fence stops it when it
    // thaws.
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "2000");
    // How soon an added partition or a new topic is noticed.
    properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "10000");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10000");
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, String.valueOf(16 << 20));
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, String.valueOf(2 << 20));
    // A partition that is resumed waits for the answer to the question that is under way about the others.
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "100");
    properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
    properties.putAll(settings.source().kafka());
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.source().bootstrapServers());
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.source().group());
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    // Positions come from the database alone. With any reset policy the client would skip or repeat silently.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    return properties;
  }

  /// What the guarantee rests on, as it is in effect.
  static SortedMap<String, String> guaranteed(ConsumerSettings settings) {
    var effective = forConsumer(settings, settings.consumer());
    var guaranteed = new TreeMap<String, String>();
    for (var name : new String[]{ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        ConsumerConfig.ISOLATION_LEVEL_CONFIG}) {
      guaranteed.put(name, String.valueOf(effective.get(name)));
    }
    return guaranteed;
  }

  static Map<String, Object> forAdmin(ConsumerSettings settings) {
    var properties = new HashMap<String, Object>();
    settings.source().kafka().forEach((name, value) -> {
      if (AdminClientConfig.configNames().contains(name)) {
        properties.put(name, value);
      }
    });
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.source().bootstrapServers());
    properties.put(AdminClientConfig.CLIENT_ID_CONFIG, settings.consumer() + "-topic");
    return properties;
  }
}
