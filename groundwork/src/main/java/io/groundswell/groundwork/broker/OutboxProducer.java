package io.groundswell.groundwork.broker;

import io.groundswell.contract.Slot;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Sends what stands in an outbox: idempotent, acknowledged by all replicas, to the partition of the key's slot. It is
/// opened when there is first something to send, and used by one thread. What is not acknowledged within
/// [#DELIVERY] may have arrived all the same: whoever repeats it has to know what a second one does.
public final class OutboxProducer {

  /// How long the broker may take.
  public static final Duration DELIVERY = Duration.ofSeconds(5);

  private final Brokers brokers;
  private final String name;
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  /// @param name of the client, as the broker's operators see it
  public OutboxProducer(Brokers brokers, String name) {
    this.brokers = brokers;
    this.name = name;
  }

  public Future<RecordMetadata> send(String topic, byte[] key, byte[] value) {
    var open = opened();
    int partition = Slot.partition(Slot.of(key), open.partitionsFor(topic).size());
    return open.send(new ProducerRecord<>(topic, partition, key, value));
  }

  /// Waits for nothing.
  public void close() {
    if (producer != null) {
      producer.close(Duration.ZERO);
    }
  }

  private KafkaProducer<byte[], byte[]> opened() {
    if (producer == null) {
      int delivery = Math.toIntExact(DELIVERY.toMillis());
      var settings = brokers.properties();
      settings.putAll(Map.of(
          ProducerConfig.CLIENT_ID_CONFIG, name,
          ProducerConfig.ACKS_CONFIG, "all",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
          ProducerConfig.LINGER_MS_CONFIG, 0,
          ProducerConfig.MAX_BLOCK_MS_CONFIG, delivery,
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, delivery / 2,
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, delivery));
      producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
    return producer;
  }
}
