package io.groundswell.metrics.jobs;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A job that goes round: one thread works, another keeps the lease meanwhile.
public final class Rounds {

  private static final Logger LOG = Logger.getLogger(Rounds.class);
  private static final long LOOK_MILLIS = 50;

  private final String job;
  private final Lease lease;
  private final Duration heartbeat;
  private final Duration pause;
  private final Jobs.Work work;
  private final BooleanSupplier mayBegin;
  private final Semaphore wake = new Semaphore(0);
  private volatile @Nullable Thread worker;
  private volatile @Nullable Thread keeper;

  Rounds(String job, Lease lease, Duration heartbeat, Duration pause, Jobs.Work work, BooleanSupplier mayBegin) {
    this.job = job;
    this.lease = lease;
    this.heartbeat = heartbeat;
    this.pause = pause;
    this.work = work;
    this.mayBegin = mayBegin;
  }

  void start() {
    worker = Thread.ofVirtual().name(job).start(this::goRound);
    keeper = Thread.ofVirtual().name(job + "-lease").start(this::keepLease);
  }

  /// Begins the next round now, on this replica if it has the job.
  public void wake() {
    wake.release();
  }

  void stop() throws InterruptedException {
    for (var thread : new @Nullable Thread[]{worker, keeper}) {
      if (thread != null) {
        thread.interrupt();
        thread.join();
      }
    }
  }

  private void goRound() {
    try {
      while (!mayBegin.getAsBoolean()) {
        Thread.sleep(LOOK_MILLIS);
      }
      while (true) {
        var rest = round() ? pause : heartbeat;
        if (wake.tryAcquire(rest.toMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      }
    } catch (InterruptedException stopping) {
      LOG.debugf("the job %s stops here", job);
    }
  }

  /// @return whether this replica has the job
  private boolean round() throws InterruptedException {
    try {
      if (!lease.take()) {
        return false;
      }
      lease.begun();
      work.round(lease);
      lease.ended(null);
    } catch (LeaseLostException lost) {
      LOG.warn(lost.getMessage());
      return false;
    } catch (RuntimeException trouble) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LOG.warnf("the job %s did not end well and will be tried again: %s", job, trouble.getMessage());
      tell(String.valueOf(trouble.getMessage()));
    }
    return true;
  }

  private void tell(String error) {
    try {
      lease.ended(error);
    } catch (RuntimeException unanswered) {
      LOG.debugf("nor could that be noted: %s", unanswered.getMessage());
    }
  }

  private void keepLease() {
    try {
      while (true) {
        Thread.sleep(heartbeat.dividedBy(2).plusMillis(1));
        if (lease.isHeld()) {
          keepOnce();
        }
      }
    } catch (InterruptedException stopping) {
      LOG.debugf("the lease of %s is not kept any more", job);
    }
  }

  private void keepOnce() {
    try {
      lease.take();
    } catch (RuntimeException unanswered) {
      LOG.debugf("the lease of %s was not renewed: %s", job, unanswered.getMessage());
    }
  }
}
