package io.groundswell.command.offsets;

import io.groundswell.testkit.TestKafka;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// What is needed of Kafka to make a topic anew.
final class TopicAnew {

  private TopicAnew() {
  }

  /// Kafka's id of the topic of that name, as it is now.
  static UUID id(String topic) throws ExecutionException, InterruptedException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
      var id = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).topicId();
      return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
  }

  static void delete(String topic) throws ExecutionException, InterruptedException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
      admin.deleteTopics(List.of(topic)).all().get();
    }
  }

  /// Thirty records on each of two partitions.
  static void sendThirty(String topic) {
    try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
        new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < 60; i++) {
        producer.send(new ProducerRecord<>(topic, i % 2, null, new byte[]{1}));
      }
    }
  }
}
