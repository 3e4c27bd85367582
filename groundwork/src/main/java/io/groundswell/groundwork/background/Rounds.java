package io.groundswell.groundwork.background;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A work that goes round. A round that fails is told and followed by the next, whatever it failed with: nobody would
/// notice a thread that is not there any more.
public final class Rounds {

  private static final Logger LOG = Logger.getLogger(Rounds.class);

  private final String name;
  private final String unless;
  private final Duration afterTrouble;
  private final Round round;
  private final Semaphore wake = new Semaphore(0);
  private volatile @Nullable Thread thread;

  /// What is waited for before the first round.
  @FunctionalInterface
  interface Ready {
    void await() throws InterruptedException;
  }

  Rounds(String name, String unless, Duration afterTrouble, Round round) {
    this.name = name;
    this.unless = unless;
    this.afterTrouble = afterTrouble;
    this.round = round;
  }

  /// @param ready returns when the first round may begin
  void start(Ready ready) {
    thread = Thread.ofVirtual().name(name).start(() -> goRound(ready));
  }

  /// Ends the rest: there is something to do.
  public void wake() {
    wake.release();
  }

  /// Ends before the service does, and waits for it.
  public void stop() throws InterruptedException {
    interrupt();
    join();
  }

  void interrupt() {
    var running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  void join() throws InterruptedException {
    var running = thread;
    if (running != null) {
      running.join();
    }
  }

  private void goRound(Ready ready) {
    try {
      ready.await();
      while (true) {
        if (wake.tryAcquire(next().toNanos(), TimeUnit.NANOSECONDS)) {
          wake.drainPermits();
        }
      }
    } catch (InterruptedException stopping) {
      LOG.debugf("%s has gone its last round", name);
    }
  }

  private Duration next() throws InterruptedException {
    try {
      return round.go();
    } catch (ExecutionException | TimeoutException | RuntimeException | Error trouble) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      tell(trouble);
      return afterTrouble;
    }
  }

  private void tell(Throwable trouble) {
    if (trouble instanceof Error) {
      LOG.errorf(trouble, "%s, trying again", unless);
    } else {
      LOG.warnf("%s, trying again: %s", unless, trouble.getMessage());
    }
  }
}
