package io.groundswell.trend.announce;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.groundwork.broker.Brokers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Asks the topic what it has: reads it from a time to its present end.
final class SentBefore {

  /// The clocks of database and broker differ.
  private static final Duration SLACK = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LONGEST_ROUNDS = 120;
  private static final ObjectMapper JSON = new ObjectMapper();

  private SentBefore() {
  }

  /// @return those of the announcements that are on the topic
  /// @throws IllegalStateException when it cannot be read to its end
  static List<UUID> among(Brokers brokers, String topic, Collection<UUID> ids, Instant since) {
    var wanted = new HashSet<>(ids);
    var found = new ArrayList<UUID>();
    var settings = brokers.properties();
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions = consumer.partitionsFor(topic, PATIENCE)
          .stream()
          .map(info -> new TopicPartition(topic, info.partition()))
          .toList();
      var ends = consumer.endOffsets(partitions, PATIENCE);
      var begins = consumer.offsetsForTimes(partitions.stream()
          .collect(Collectors.toMap(one -> one, one -> since.minus(SLACK).toEpochMilli())), PATIENCE);
      consumer.assign(partitions);
      var left = new HashMap<TopicPartition, Long>();
      partitions.forEach(one -> {
        long end = ends.getOrDefault(one, 0L);
        var begin = begins.get(one);
        if (begin != null && begin.offset() < end) {
          left.put(one, end);
          consumer.seek(one, begin.offset());
        } else {
          consumer.seek(one, end);
        }
      });
      for (int round = 0; !left.isEmpty(); round++) {
        if (round == LONGEST_ROUNDS) {
          throw new IllegalStateException("the topic " + topic + " cannot be read to its end");
        }
        for (var record : consumer.poll(Duration.ofMillis(500))) {
          var id = id(record.value());
          if (wanted.contains(id)) {
            found.add(id);
          }
        }
        left.entrySet().removeIf(entry -> consumer.position(entry.getKey(), PATIENCE) >= entry.getValue());
      }
    }
    return found;
  }

  private static UUID id(byte[] event) {
    try {
      return UUID.fromString(JSON.readTree(event).path("id").asText());
    } catch (IOException | IllegalArgumentException notOurs) {
      return new UUID(0, 0);
    }
  }
}
