package io.groundswell.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FenceTest {

  private static final UUID ME = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);
  private static final Claim CLAIM = new Claim(ME, 5, 100);

  @Test
  void holdsForOurEpochAtOurOffset() {
    assertThat(Fencing.compare(CLAIM, 140, new OffsetRow(null, 140, 5, ME))).isEqualTo(new Fence.Held());
  }

  @Test
  void yieldsToALaterOwner() {
    assertThat(Fencing.compare(CLAIM, 140, new OffsetRow(null, 140, 6, OTHER))).isEqualTo(new Fence.TakenOver(OTHER));
  }

  @Test
  void takesAnEarlierOwnerForALostTail() {
    assertThat(Fencing.compare(CLAIM, 140, new OffsetRow(null, 90, 4, OTHER))).isEqualTo(new Fence.Moved());
    assertThat(Fencing.compare(CLAIM, 140, new OffsetRow(null, 90, 5, OTHER))).isEqualTo(new Fence.Moved());
  }

  @Test
  void noticesThatThePositionMoved() {
    assertThat(Fencing.compare(CLAIM, 140, new OffsetRow(null, 120, 5, ME))).isEqualTo(new Fence.Moved());
    assertThat(Fencing.compare(CLAIM, 140, new OffsetRow(null, 200, 6, ME))).isEqualTo(new Fence.Moved());
    assertThat(Fencing.compare(CLAIM, 140, null)).isEqualTo(new Fence.Moved());
  }

  @Test
  void doesNotTakeABatchThatJustCommittedForALostTail() {
    assertThat(Fencing.hasMoved(CLAIM, new OffsetRow(null, 150, 5, ME))).isFalse();
    assertThat(Fencing.hasMoved(CLAIM, new OffsetRow(null, 150, 6, OTHER))).isFalse();
    assertThat(Fencing.hasMoved(CLAIM, new OffsetRow(null, 99, 5, ME))).isTrue();
    assertThat(Fencing.hasMoved(CLAIM, new OffsetRow(null, 100, 6, ME))).isTrue();
    assertThat(Fencing.hasMoved(CLAIM, new OffsetRow(null, 100, 4, OTHER))).isTrue();
    assertThat(Fencing.hasMoved(CLAIM, null)).isTrue();
  }

  @Test
  void refusesTheTransactionOfAnOwnerWhoWasReplacedWhileItSlept() throws Exception {
    try (var stage = Stage.with(1)) {
      stage.send(0, 1_000);
      var sleeping = new CountDownLatch(1);
      var awake = new CountDownLatch(1);
      var zombie = sleeper(sleeping, awake);
      // Another group, so that Kafka gives both of them the partition, as it does after a session has expired.
      var replaced = stage.consumer(zombie, stage.settingsOf("sleepers-" + stage.topic), stage.pool());
      uninterruptibly(sleeping);
      stage.consumer();
      stage.awaitPassed(1_000);

      awake.countDown();
      Stage.await(() -> replaced.count("fence.refusals", "because", "taken_over") == 1);
      Stage.await(() -> replaced.state(0) instanceof PartitionState.Troubled);
      Stage.await(() -> zombie.memory.isEmpty());
      replaced.close();
      stage.send(1_000, 2_000);
      stage.awaitPassed(2_000);
      stage.assertExactly(2_000);
    }
  }

  @Test
  void refusesAReplacedOwnerAlsoBeforeItsSuccessorHasStoredAnything() throws Exception {
    try (var stage = Stage.with(1)) {
      stage.send(0, 1_000);
      var awake = new CountDownLatch(1);
      var sleeping = new CountDownLatch(1);
      var replaced = stage.consumer(sleeper(sleeping, awake), stage.settingsOf("sleepers-" + stage.topic),
          stage.pool());
      uninterruptibly(sleeping);
      var reading = new CountDownLatch(1);
      var goOn = new CountDownLatch(1);
      stage.consumer(sleeper(reading, goOn), stage.settings(), stage.pool());
      uninterruptibly(reading);

      awake.countDown();
      Stage.await(() -> replaced.count("fence.refusals", "because", "taken_over") == 1);
      assertThat(stage.number("SELECT count(*) FROM line")).isZero();
      replaced.close();
      goOn.countDown();
      stage.awaitPassed(1_000);
      stage.assertExactly(1_000);
    }
  }

  @Test
  void takesOverFromAnOwnerThatFrozeInItsTransaction() throws Exception {
    try (var stage = Stage.with(1)) {
      stage.send(0, 1_000);
      var frozen = new CountDownLatch(1);
      var thawed = new CountDownLatch(1);
      var zombie = new NumberLog();
      zombie.beforeStoring = batch -> {
        frozen.countDown();
        uninterruptibly(thawed);
      };
      var replaced = stage.consumer(zombie, stage.settingsOf("frozen-" + stage.topic), stage.pool());
      uninterruptibly(frozen);
      stage.consumer();
      // The database ends the frozen transaction, which holds the partition's row, after 15 s.
      stage.awaitPassed(1_000);

      thawed.countDown();
      Stage.await(() -> replaced.count("unknown.outcomes") == 1);
      replaced.close();
      stage.assertExactly(1_000);
    }
  }

  private static NumberLog sleeper(CountDownLatch asleep, CountDownLatch awake) {
    var log = new NumberLog();
    log.beforeReading = arrival -> {
      asleep.countDown();
      uninterruptibly(awake);
    };
    return log;
  }

  @Test
  void readsAgainWhatTheDatabaseLost() throws Exception {
    try (var stage = Stage.with(1)) {
      var running = stage.consumer();
      stage.send(0, 1_000);
      stage.awaitPassed(1_000);
      loseTail(stage);

      stage.send(1_000, 1_500);
      stage.awaitPassed(1_500);
      stage.assertExactly(1_500);
      Stage.await(() -> running.remembered() == 1_500);
    }
  }

  @Test
  void readsAgainWhatTheDatabaseLostThoughNothingNewArrives() throws Exception {
    try (var stage = Stage.with(1)) {
      var running = stage.consumer();
      stage.send(0, 1_000);
      stage.awaitPassed(1_000);
      loseTail(stage);

      stage.awaitPassed(1_000);
      stage.assertExactly(1_000);
      assertThat(running.count("fence.refusals", "because", "moved")).isZero();
    }
  }

  @Test
  void readsEverythingAgainWhenTheDatabaseForgotThePartition() throws Exception {
    try (var stage = Stage.with(1)) {
      stage.consumer();
      stage.send(0, 1_000);
      stage.awaitPassed(1_000);
      stage.execute("BEGIN; DELETE FROM consumer_offset; TRUNCATE line, number; COMMIT");

      stage.awaitPassed(1_000);
      stage.assertExactly(1_000);
    }
  }

  /// As a fail-over to a replica that was behind does it: rows and offset from one moment.
  private static void loseTail(Stage stage) {
    stage.execute("""
        BEGIN;
        UPDATE consumer_offset SET next_offset = 600, stored = 600;
        DELETE FROM line WHERE koffset >= 600;
        DELETE FROM number WHERE n >= 600;
        COMMIT""");
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
