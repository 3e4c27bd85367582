package io.groundswell.metrics.jobs;

import io.groundswell.groundwork.background.Background;
import io.groundswell.groundwork.background.Rounds;
import java.time.Duration;
import org.jboss.logging.Logger;

/// A job that goes round: one thread works, another keeps the lease meanwhile.
final class LeasedWork {

  private static final Logger LOG = Logger.getLogger(LeasedWork.class);

  private final String job;
  private final Lease lease;
  private final Duration heartbeat;
  private final Duration pause;
  private final Jobs.Work work;
  private final Rounds worker;
  private final Rounds keeper;

  /// Begins at once.
  LeasedWork(String job, Lease lease, Duration heartbeat, Duration pause, Jobs.Work work, Background background) {
    this.job = job;
    this.lease = lease;
    this.heartbeat = heartbeat;
    this.pause = pause;
    this.work = work;
    this.worker = background.start(job, "the job " + job + " does not get on", heartbeat, this::next);
    this.keeper = background.start(job + "-lease", "the lease of " + job + " is not renewed", heartbeat, this::keep);
  }

  Rounds worker() {
    return worker;
  }

  void stop() throws InterruptedException {
    worker.stop();
    keeper.stop();
  }

  private Duration next() throws InterruptedException {
    return round() ? pause : heartbeat;
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

  private Duration keep() {
    if (lease.isHeld()) {
      lease.take();
    }
    return heartbeat.dividedBy(2).plusMillis(1);
  }
}
