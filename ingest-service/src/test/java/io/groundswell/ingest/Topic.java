package io.groundswell.ingest;

import io.groundswell.contract.Lane;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;

/// What lies on a topic at this moment.
public final class Topic {

  private Topic() {
  }

  /// The records that hold the text, of all that were there when this was called.
  public static List<ConsumerRecord<byte[], byte[]>> recordsWith(Lane lane, String text) {
    var brokers = ConfigProvider.getConfig().getValue("groundswell.kafka.bootstrap-servers", String.class);
    Map<String, Object> settings = Map.of("bootstrap.servers", brokers, "auto.offset.reset", "earliest",
        "max.poll.records", "10000", "max.partition.fetch.bytes", String.valueOf(8 << 20));
    try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions = consumer.partitionsFor(lane.topic()).stream()
          .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
        for (var read : consumer.poll(Duration.ofMillis(100))) {
          if (text(read).contains(text)) {
            found.add(read);
          }
        }
      }
      return found;
    }
  }

  public static String text(ConsumerRecord<byte[], byte[]> read) {
    return new String(read.value(), StandardCharsets.UTF_8);
  }
}
