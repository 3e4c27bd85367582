package io.groundswell.ingest.publish;

import io.groundswell.groundwork.assurance.Guarantee;
import io.groundswell.groundwork.broker.Brokers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;

/// The properties of the Kafka producers, and the start-up check that those which the guarantee rests on are in effect.
final class ProducerSettings {

  /// Bytes of records sent together; the default of Kafka's brokers is a little more.
  static final int LARGEST_REQUEST = 1 << 20;
  /// The producer forgets topics that it has not used for so long, and would then have to wait for their metadata.
  private static final long NEVER = 10L * 365 * 24 * 3_600 * 1_000;

  /// How soon partitions that were added are noticed.
  private static final long METADATA_MILLIS = 10_000;

  private ProducerSettings() {
  }

  /// For requests of few events: sent as they are.
  static Map<String, Object> small(PublishConfig config, Brokers brokers) {
    var settings = common(config, brokers);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "groundswell-ingest-small");
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
    return settings;
  }

  /// For requests of many events.
  static Map<String, Object> large(PublishConfig config, Brokers brokers) {
    var settings = common(config, brokers);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "groundswell-ingest-large");
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, config.compression());
    return settings;
  }

  private static Map<String, Object> common(PublishConfig config, Brokers brokers) {
    var settings = brokers.properties();
    int deadline = Math.toIntExact(config.deadline().toMillis());
    int linger = Math.toIntExact(config.linger().toMillis());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, config.requestsInFlight());
    settings.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deadline);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, Math.min(deadline / 2, deadline - linger)));
    settings.put(ProducerConfig.LINGER_MS_CONFIG, linger);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, Math.toIntExact(config.batchSize().asLongValue()));
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, config.bufferMemory().asLongValue() / 2);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
    // Sending never waits, for it happens on the event loop: no metadata or no room is answered at once.
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
    settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, NEVER);
    settings.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MILLIS);
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    return settings;
  }

  /// Reads back what the client makes of the properties.
  ///
  /// @throws IllegalStateException where a promise of the edge would not hold
  static void check(Map<String, Object> settings) {
    var missing = guarantees(settings).stream().filter(each -> each.remedy() != null).toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "the producer would run with " + missing + "; accepted events could be lost or doubled");
    }
  }

  static List<Guarantee> guarantees(Map<String, Object> settings) {
    var complete = new HashMap<>(settings);
    var bytes = "org.apache.kafka.common.serialization.ByteArraySerializer";
    complete.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, bytes);
    complete.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, bytes);
    var effective = new ProducerConfig(complete);
    var acks = effective.getString(ProducerConfig.ACKS_CONFIG);
    boolean idempotent = effective.getBoolean(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG);
    int inFlight = effective.getInt(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION);
    return List.of(
        Guarantee.of("kafka-acks", acks, acks.equals("all") || acks.equals("-1"), "acks must be all"),
        Guarantee.of("kafka-idempotence", Boolean.toString(idempotent), idempotent, "enable.idempotence must be true"),
        Guarantee.of("kafka-in-flight", Integer.toString(inFlight), inFlight <= 5,
            "max.in.flight.requests.per.connection must be 5 or less"));
  }
}
