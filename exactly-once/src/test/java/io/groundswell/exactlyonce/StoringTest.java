package io.groundswell.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.exactlyonce.ConsumerSettings.Pace;
import io.groundswell.testkit.SettableClock;
import io.groundswell.testkit.TestKafka;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StoringTest {

  @Test
  void storesEveryRecordOnce() throws Exception {
    try (var stage = Stage.with(3)) {
      stage.send(0, 5_000);
      var running = stage.consumer();
      stage.send(5_000, 20_000);
      stage.awaitPassed(20_000);

      stage.assertExactly(20_000);
      Stage.await(() -> running.count("records", "outcome", "stored") == 20_000);
      assertThat(running.count("records.read")).isEqualTo(20_000);
      assertThat(running.consumer().state()).isEqualTo(new ConsumerState.Running());
      Stage.await(() -> running.remembered() == 20_000);
    }
  }

  @Test
  void countsWhatWasThereBeforeAsDuplicate() throws Exception {
    try (var stage = Stage.with(1)) {
      stage.consumer();
      stage.send(0, 100);
      stage.send(50, 150);
      stage.awaitPassed(200);

      assertThat(stage.number("SELECT stored FROM consumer_offset")).isEqualTo(150);
      assertThat(stage.number("SELECT duplicate FROM consumer_offset")).isEqualTo(50);
      stage.assertBalanced();
    }
  }

  @Test
  void goesOnWhereItStoppedAndStoresWhatIsUnderWayWhenClosed() throws Exception {
    try (var stage = Stage.with(3)) {
      stage.send(0, 30_000);
      var first = stage.consumer(new NumberLog(), stage.settings().with(Pace.USUAL.withMaxBatch(500)), stage.pool());
      Stage.await(() -> stage.passed() > 0);
      first.close();
      long drained = stage.passed();
      stage.assertExactlyPassed(drained);
      assertThat(first.consumer().state()).isEqualTo(new ConsumerState.Closed());
      assertThat(first.consumer().partitions()).isEmpty();

      stage.consumer();
      stage.awaitPassed(30_000);
      stage.assertExactly(30_000);
    }
  }

  @Test
  void waitsForATopicThatIsNotThereYet() throws Exception {
    var topic = "test." + UUID.randomUUID();
    try (var stage = Stage.withoutTopic(topic)) {
      var running = stage.consumer();
      Stage.await(() -> running.consumer().state() instanceof ConsumerState.Waiting waiting
          && waiting.reason().equals("topic " + topic + " does not exist"));

      TestKafka.createTopic(topic, 1);
      stage.send(0, 10);
      stage.awaitPassed(10);
      stage.assertExactly(10);
    }
  }

  @Test
  void readsAnAddedPartitionFromItsBeginning() throws Exception {
    try (var stage = Stage.with(1)) {
      stage.consumer();
      stage.send(0, 10);
      stage.awaitPassed(10);

      stage.addPartitions(2);
      stage.send(1, "10");
      stage.flush();
      stage.awaitPassed(11);
      stage.assertExactly(11);
    }
  }

  @Test
  void raisesTheWatermarkOfADrainedPartitionToNow() throws Exception {
    try (var stage = Stage.with(2)) {
      var clock = SettableClock.at("2039-05-01T12:00:00Z");
      var running = stage.consumer(new NumberLog(), stage.settings(), stage.pool(), clock);
      stage.send(0, 10);
      stage.awaitPassed(10);
      Stage.await(
          () -> stage.number("SELECT count(*) FROM consumer_offset WHERE watermark = '" + clock.instant() + "'") == 2);

      var later = clock.advance(Duration.ofMinutes(1));
      Stage.await(() -> stage.number("SELECT count(*) FROM consumer_offset WHERE watermark = '" + later + "'") == 2);
      // Memory follows the row.
      Stage.await(() -> running.state(0).equals(new PartitionState.Running(5, 0, later)));
    }
  }

  @Test
  void mirrorsOffsetsToKafkaWhenItCloses() throws Exception {
    try (var stage = Stage.with(1)) {
      var running = stage.consumer();
      stage.send(0, 1_000);
      stage.awaitPassed(1_000);
      running.close();

      try (var admin = stage.admin()) {
        var mirrored = admin.listConsumerGroupOffsets(stage.topic).partitionsToOffsetAndMetadata().get();
        assertThat(mirrored.get(new TopicPartition(stage.topic, 0)).offset()).isEqualTo(1_000);
      }
    }
  }

  @Test
  void mirrorsOffsetsToKafkaAfterTheyAreStored() throws Exception {
    try (var stage = Stage.with(1); var admin = stage.admin()) {
      stage.consumer();
      stage.send(0, 1_000);
      stage.awaitPassed(1_000);
      var where = new TopicPartition(stage.topic, 0);
      Stage.await(() -> {
        var mirrored = admin.listConsumerGroupOffsets(stage.topic).partitionsToOffsetAndMetadata().get().get(where);
        return mirrored != null && mirrored.offset() == 1_000;
      });
    }
  }

  @Test
  void holdsBackWhatDoesNotFitIntoMemory() throws Exception {
    try (var stage = Stage.with(1)) {
      var log = new NumberLog();
      stage.consumer(log, stage.settings().with(Pace.USUAL.withMaxBatch(10)), stage.pool());
      stage.send(0, 3_000);
      stage.awaitPassed(3_000);
      stage.assertExactly(3_000);
      assertThat(log.largest).isEqualTo(10);
    }
  }
}
