package io.groundswell.sandbox.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

  @TempDir
  Path directory;

  @Test
  void keepsItsRecordsThroughARestart() throws Exception {
    int port = FreePort.any();
    try (var broker = EmbeddedBroker.start(directory, port); var admin = admin(broker)) {
      assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
      admin.createTopics(List.of(new NewTopic("kept", 3, (short) 1))).all().get();
      send(broker, "kept", "hello");
    }
    try (var broker = EmbeddedBroker.start(directory, port)) {
      assertThat(first(broker, "kept")).isEqualTo("hello");
    }
  }

  private static Admin admin(EmbeddedBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private static void send(EmbeddedBroker broker, String topic, String text) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all");
    try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, 0, null, text.getBytes(StandardCharsets.UTF_8))).get();
    }
  }

  private static String first(EmbeddedBroker broker, String topic) {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      var records = consumer.poll(Duration.ofSeconds(20)).records(partition);
      return new String(records.getFirst().value(), StandardCharsets.UTF_8);
    }
  }
}
