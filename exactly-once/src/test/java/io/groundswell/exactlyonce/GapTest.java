package io.groundswell.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.testkit.TestKafka;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class GapTest {

  @Test
  void stallsThePartitionWithAGapAndNoOtherUntilSomebodySkipsIt() throws Exception {
    try (var stage = Stage.with(2)) {
      var running = stage.consumer();
      stage.send(0, 10);
      stage.awaitPassed(10);
      leaveGap(stage, 0);
      // The marker is written after the commit has been answered.
      Stage.await(() -> stage.end(0) == 7);
      stage.send(10, 30);
      Stage.await(() -> running.state(0) instanceof PartitionState.Stalled);

      // 5 + 1 in the transaction, then the marker of its end, which is no record.
      assertThat(((PartitionState.Stalled) running.state(0)).reason())
          .isEqualTo("expected offset 6, but the topic continues at 7");
      Stage.await(() -> stage.texts("SELECT stall_reason FROM consumer_offset WHERE kpartition = 0")
          .equals(List.of("expected offset 6, but the topic continues at 7")));
      Stage.await(() -> stage.passed() == 6 + 15);
      assertThat(running.count("stalls")).isEqualTo(1);

      skip(stage, 0, 7);
      stage.awaitPassed(32);
      stage.assertBalanced();
      assertThat(stage.number("SELECT skipped FROM consumer_offset WHERE kpartition = 0")).isEqualTo(1);
      assertThat(stage.number("SELECT count(DISTINCT n) FROM line")).isEqualTo(31);
      Stage.await(() -> running.state(0) instanceof PartitionState.Running);
    }
  }

  @Test
  void stallsWhenTheTopicForgotWhatWasNotStoredYet() throws Exception {
    try (var stage = Stage.with(1); var admin = stage.admin()) {
      var first = stage.consumer();
      stage.send(0, 10);
      stage.awaitPassed(10);
      first.close();
      stage.send(10, 30);
      admin.deleteRecords(Map.of(new TopicPartition(stage.topic, 0), RecordsToDelete.beforeOffset(25))).all().get();

      var second = stage.consumer();
      Stage.await(() -> second.state(0) instanceof PartitionState.Stalled stalled
          && stalled.reason().startsWith("records 10 to 24 are no longer on the topic"));
      skip(stage, 0, 25);
      stage.awaitPassed(30);
      stage.assertBalanced();
      assertThat(stage.number("SELECT count(*) FROM line")).isEqualTo(15);
    }
  }

  @Test
  void stallsWhenTheTopicIsShorterThanWhatIsStored() throws Exception {
    try (var stage = Stage.with(1)) {
      var first = stage.consumer();
      stage.send(0, 10);
      stage.awaitPassed(10);
      first.close();
      stage.execute("UPDATE consumer_offset SET next_offset = 20, skipped = 10");

      var second = stage.consumer();
      Stage.await(() -> second.state(0) instanceof PartitionState.Stalled stalled
          && stalled.reason().equals("stored up to 20, but the topic ends at 10: the broker lost records"));

      // What it has already is recognised.
      restart(stage);
      stage.awaitPassed(10);
      assertThat(stage.number("SELECT duplicate FROM consumer_offset")).isEqualTo(10);
      stage.assertBalanced();
    }
  }

  @Test
  void stallsWhenTheTopicWasMadeAnewAndGoesOnAtItsBeginning() throws Exception {
    try (var stage = Stage.with(1); var admin = stage.admin()) {
      var running = stage.consumer();
      stage.send(0, 20);
      stage.awaitPassed(20);
      admin.deleteTopics(List.of(stage.topic)).all().get();
      TestKafka.createTopic(stage.topic, 1);
      // More than there were on the former one, so that the position alone says nothing.
      stage.send(20, 50);

      var reason = "the topic was deleted and made again: offset 20 belongs to the former one";
      Stage.await(() -> running.state(0) instanceof PartitionState.Stalled stalled && stalled.reason().equals(reason));
      Stage.await(() -> stage.texts("SELECT stall_reason FROM consumer_offset").equals(List.of(reason)));
      assertThat(stage.number("SELECT count(*) FROM line")).isEqualTo(20);

      restart(stage);
      stage.awaitPassed(30);
      stage.assertExactly(50);
      assertThat(stage.number("SELECT former FROM consumer_offset")).isEqualTo(20);
      assertThat(stage.number("SELECT count(stall_reason) FROM consumer_offset")).isZero();
      // By itself, and for good: batch after batch, up to now.
      Stage.await(() -> running.state(0) instanceof PartitionState.Running);
      var before = running.count("stalls");
      stage.send(50, 60);
      stage.awaitPassed(40);
      var restarted = Instant.now();
      Stage
          .await(() -> stage.number("SELECT count(*) FROM consumer_offset WHERE watermark > '" + restarted + "'") == 1);
      stage.assertExactly(60);
      assertThat(running.count("stalls")).isEqualTo(before);
    }
  }

  private static void leaveGap(Stage stage, int partition) {
    try (var producer = new KafkaProducer<>(
        Map.<String, Object>of("bootstrap.servers", TestKafka.bootstrapServers(), "transactional.id",
            UUID.randomUUID().toString()),
        new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(stage.topic, partition, null, "1000".getBytes(StandardCharsets.UTF_8)));
      producer.commitTransaction();
    }
  }

  private static void skip(Stage stage, int partition, long to) {
    // The operator's statement as it stands in offset_table.sql, and so the next one.
    stage.execute("""
        UPDATE consumer_offset SET epoch = epoch + 1, skipped = skipped + %2$d - next_offset, next_offset = %2$d,
          skip_reason = 'test', stall_reason = NULL, updated_at = now()
        WHERE kpartition = %1$d AND next_offset <= %2$d""".formatted(partition, to));
  }

  private static void restart(Stage stage) {
    stage.execute("""
        UPDATE consumer_offset SET epoch = epoch + 1, former = former + next_offset - start_offset, start_offset = 0,
          next_offset = 0, topic_id = NULL, skip_reason = 'test', stall_reason = NULL, updated_at = now()""");
  }
}
