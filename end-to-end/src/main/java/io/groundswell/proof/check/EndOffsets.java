package io.groundswell.proof.check;

import io.groundswell.contract.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Where the partitions of both lanes end, as the broker says.
record EndOffsets(List<End> ends) {

  /// @param offset the offset that the next record will get
  record End(String topic, int partition, long offset) {
  }

  static EndOffsets ask(String bootstrapServers) {
    var settings = Map.<String, Object>of("bootstrap.servers", bootstrapServers, "default.api.timeout.ms", 10_000);
    var ends = new ArrayList<End>();
    try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      for (var lane : Lane.values()) {
        var partitions = consumer.partitionsFor(lane.topic()).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
        consumer.endOffsets(partitions)
            .forEach((partition, offset) -> ends.add(new End(partition.topic(), partition.partition(), offset)));
      }
    }
    return new EndOffsets(List.copyOf(ends));
  }

  long records() {
    return ends.stream().mapToLong(End::offset).sum();
  }
}
