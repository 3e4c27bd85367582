package io.groundswell.trend.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundswell.testkit.TestKafka;
import io.groundswell.trend.TrendBackend;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/// What is in the outbox comes to the topic once, whatever a replica that died had done with it.
@QuarkusTest
@QuarkusTestResource(TrendBackend.class)
class TrendSenderTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String topic = ConfigProvider.getConfig().getValue("groundswell.announce.topic", String.class);

  @Inject
  Pool pool;

  private static String event(UUID id) {
    return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"type\":\"trend.started\"}";
  }

  private void insert(UUID id, boolean attempted) {
    await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
      pool.preparedQuery(
          "INSERT INTO analytics.trend_outbox (event_id, organization_id, slot, subject_type, subject_id, "
              + "type, event, attempted_at) VALUES ($1, 99, 1, 'hashtag', 'sent', 'trend.started', $2, "
              + "CASE WHEN $3 THEN clock_timestamp() - interval '40 s' END)")
          .execute(Tuple.of(id, event(id), attempted)).toCompletionStage().toCompletableFuture().join();
      return true;
    });
  }

  private void awaitSent(UUID id) {
    await().atMost(Duration.ofSeconds(30)).until(() -> pool
        .preparedQuery("SELECT sent_at FROM analytics.trend_outbox WHERE event_id = $1").execute(Tuple.of(id))
        .toCompletionStage().toCompletableFuture().join().iterator().next().getOffsetDateTime("sent_at") != null);
  }

  private List<String> ids() throws Exception {
    var ids = new ArrayList<String>();
    try (var consumer = new KafkaConsumer<>(Map.<String, Object>of("bootstrap.servers", TestKafka.bootstrapServers(),
        "enable.auto.commit", "false"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions = consumer.partitionsFor(topic).stream().map(one -> new TopicPartition(topic, one.partition()))
          .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          ids.add(JSON.readTree(record.value()).path("id").asText());
        }
      }
    }
    return ids;
  }

  @Test
  void whatWaitsIsSentOnce() throws Exception {
    var id = UUID.randomUUID();
    insert(id, false);
    awaitSent(id);
    assertThat(ids()).containsOnlyOnce(id.toString());
  }

  @Test
  void whatWasSentLongAgoGoesSliceBySlice() {
    await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
      pool.query("INSERT INTO analytics.trend_outbox (event_id, organization_id, slot, subject_type, subject_id, type, "
          + "event, sent_at) SELECT gen_random_uuid(), 99, 1, 'hashtag', 'ancient', 'trend.ended', '{}', "
          + "clock_timestamp() - interval '400 days' FROM generate_series(1, 1500)").execute().toCompletionStage()
          .toCompletableFuture().join();
      return true;
    });
    await().atMost(Duration.ofSeconds(120)).until(() -> pool
        .query("SELECT count(*) FROM analytics.trend_outbox WHERE subject_id = 'ancient'").execute()
        .toCompletionStage().toCompletableFuture().join().iterator().next().getLong(0) == 0);
  }

  @Test
  void whatADeadReplicaHadSentIsNotSentAgain() throws Exception {
    var sent = UUID.randomUUID();
    var lost = UUID.randomUUID();
    try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", TestKafka.bootstrapServers()),
        new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, 3, "99/hashtag/sent".getBytes(StandardCharsets.UTF_8),
          event(sent).getBytes(StandardCharsets.UTF_8))).get();
    }
    insert(sent, true);
    insert(lost, true);
    awaitSent(sent);
    awaitSent(lost);
    assertThat(ids()).containsOnlyOnce(sent.toString(), lost.toString());
  }
}
