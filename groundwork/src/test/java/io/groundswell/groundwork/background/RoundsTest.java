package io.groundswell.groundwork.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundsTest {

  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final AtomicInteger begun = new AtomicInteger();
  private final CountDownLatch ready = new CountDownLatch(1);
  private Rounds rounds = new Rounds("nothing", "nothing", FOR_EVER, () -> FOR_EVER);

  @AfterEach
  void stop() throws InterruptedException {
    rounds.stop();
  }

  @Test
  void nothingBeginsBeforeItMay() {
    goRound(FOR_EVER, () -> FOR_EVER);
    await().during(Duration.ofMillis(200)).until(() -> begun.get() == 0);

    ready.countDown();

    await().atMost(Duration.ofMinutes(1)).until(() -> begun.get() == 1);
  }

  @Test
  void whateverARoundFailsWithTheNextOneComes() {
    ready.countDown();

    goRound(Duration.ofMillis(1), () -> switch (begun.get()) {
      case 1 -> throw new IllegalStateException("away");
      case 2 -> throw new ExecutionException(new IllegalStateException("away"));
      case 3 -> throw new StackOverflowError();
      default -> FOR_EVER;
    });

    await().atMost(Duration.ofMinutes(1)).until(() -> begun.get() == 4);
  }

  @Test
  void whoeverIsWokenRestsNoLonger() {
    ready.countDown();
    goRound(FOR_EVER, () -> FOR_EVER);
    await().atMost(Duration.ofMinutes(1)).until(() -> begun.get() == 1);

    rounds.wake();

    await().atMost(Duration.ofMinutes(1)).until(() -> begun.get() == 2);
  }

  @Test
  void aRoundThatWaitsIsEndedAndNotFollowed() throws InterruptedException {
    ready.countDown();
    goRound(Duration.ZERO, () -> {
      // As what waits for a database does: it says that it was interrupted, and fails.
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
      throw new IllegalStateException("interrupted");
    });
    await().atMost(Duration.ofMinutes(1)).until(() -> begun.get() == 1);

    stop();

    assertThat(begun).hasValue(1);
  }

  private void goRound(Duration afterTrouble, Round round) {
    rounds = new Rounds("test", "nothing is counted", afterTrouble, () -> {
      begun.incrementAndGet();
      return round.go();
    });
    rounds.start(ready::await);
  }
}
