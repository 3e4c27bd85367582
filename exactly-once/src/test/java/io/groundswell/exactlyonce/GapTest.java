package io.groundswell.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.testkit.TestKafka;
import java.nio.charset.StandardCharsets;
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
    }
  }

  @Test
  void stallsWhenTheTopicWasMadeAgain() throws Exception {
    try (var stage = Stage.with(1)) {
      var first = stage.consumer();
      stage.send(0, 10);
      stage.awaitPassed(10);
      first.close();
      stage.execute("UPDATE consumer_offset SET topic_id = gen_random_uuid()");

      var second = stage.consumer();
      Stage.await(() -> second.state(0) instanceof PartitionState.Stalled stalled
          && stalled.reason().startsWith("the topic was deleted and made again"));
      skip(stage, 0, 10);
      stage.send(10, 20);
      stage.awaitPassed(20);
      stage.assertExactly(20);
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
    // The operator's statement as it stands in offset_table.sql.
    stage.execute(List.of("UPDATE consumer_offset SET epoch = epoch + 1, skipped = skipped +", String.valueOf(to),
        "- next_offset, next_offset =", String.valueOf(to),
        ", skip_reason = 'test', topic_id = NULL, updated_at = now()",
        "WHERE kpartition =", String.valueOf(partition), "AND next_offset <=", String.valueOf(to))
        .stream()
        .collect(java.util.stream.Collectors.joining(" ")));
  }
}
