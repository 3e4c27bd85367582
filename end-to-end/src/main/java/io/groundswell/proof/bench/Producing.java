package io.groundswell.proof.bench;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// What Kafka alone takes, as its own `producer-perf-test` measures it: records of the event's size, as fast as one
/// producer sends them, `acks=all`, idempotent.
final class Producing {

  private Producing() {
  }

  /// Records a second over `records` sends, after a tenth of them as a warm-up.
  static double recordsPerSecond(String bootstrapServers, String topic, String compression, int records) {
    Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", bootstrapServers, "acks", "all",
        "enable.idempotence", true, "compression.type", compression, "batch.size", 65_536, "linger.ms", 5,
        "buffer.memory", 64L << 20));
    try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      var failures = new AtomicLong();
      var time = Instant.EPOCH;
      var values = new byte[1_000][];
      for (int i = 0; i < values.length; i++) {
        values[i] = EventBytes.single(time, i * 7_919L);
      }
      send(producer, topic, values, records / 10, failures);
      long began = System.nanoTime();
      send(producer, topic, values, records, failures);
      double seconds = (System.nanoTime() - began) / 1e9;
      if (failures.get() > 0) {
        throw new IllegalStateException(failures + " records were not taken");
      }
      return records / seconds;
    }
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, String topic, byte[][] values, int records,
      AtomicLong failures) {
    for (int i = 0; i < records; i++) {
      producer.send(new ProducerRecord<>(topic, values[i % values.length]), (metadata, failure) -> {
        if (failure != null) {
          failures.incrementAndGet();
        }
      });
    }
    producer.flush();
  }
}
