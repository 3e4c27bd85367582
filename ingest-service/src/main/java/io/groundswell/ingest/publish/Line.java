package io.groundswell.ingest.publish;

import io.groundswell.contract.Lane;
import io.groundswell.contract.Slot;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// One producer that knows both topics, for as long as it works.
final class Line {

  private final KafkaProducer<byte[], byte[]> producer;
  /// By the lane's ordinal.
  private final int[] partitions = new int[Lane.values().length];

  private Line(KafkaProducer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /// Opens a producer and fetches the metadata of both topics, so that no request has to wait for it.
  ///
  /// @throws TimeoutException where the broker does not answer within the patience
  static Line open(Map<String, Object> settings, Duration patience) throws InterruptedException {
    ProducerSettings.check(settings);
    var line = new Line(new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    try {
      for (var lane : Lane.values()) {
        line.partitions[lane.ordinal()] = line.awaitPartitions(lane, System.nanoTime() + patience.toNanos());
      }
      return line;
    } catch (KafkaException | InterruptedException failure) {
      line.close(Duration.ZERO);
      throw failure;
    }
  }

  private int awaitPartitions(Lane lane, long until) throws InterruptedException {
    while (true) {
      try {
        return producer.partitionsFor(lane.topic()).size();
      } catch (TimeoutException notYet) {
        if (System.nanoTime() > until) {
          throw notYet;
        }
        Thread.sleep(10);
      }
    }
  }

  /// Hands one record to the producer; the partition is the slot's, so that a subject's events keep their order.
  void send(Lane lane, Parcel parcel, Callback delivery) {
    int partition = Slot.partition(Slot.of(parcel.key()), partitions[lane.ordinal()]);
    producer.send(new ProducerRecord<>(lane.topic(), partition, parcel.key(), parcel.value()), delivery);
  }

  /// The producer's own figure of that name, 0 where it has none.
  double figure(String name) {
    for (var metric : producer.metrics().entrySet()) {
      if (metric.getKey().name().equals(name) && metric.getValue().metricValue() instanceof Double value) {
        return value;
      }
    }
    return 0;
  }

  void close(Duration timeout) {
    producer.close(timeout);
  }
}
