package io.groundswell.exactlyonce;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// How a partition's worker bears trouble: it says so once, waits longer and longer, and is woken when it has to stop.
final class Patience {

  private static final Logger LOG = Logger.getLogger(Patience.class);
  // Loud, but not at every attempt: with pauses of up to 10 s about once a minute.
  private static final int BUGS_PER_STACK_TRACE = 8;

  private final String who;
  private final Standing standing;
  private final Backoff backoff = new Backoff();
  private final CountDownLatch stopping = new CountDownLatch(1);

  Patience(String who, Standing standing) {
    this.who = who;
    this.standing = standing;
  }

  void stop() {
    stopping.countDown();
  }

  boolean isStopped() {
    return stopping.getCount() == 0;
  }

  /// Waits that long, or until stopped.
  void pause(Duration duration) throws InterruptedException {
    stopping.await(duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Something outside is broken: waits before the next attempt.
  void trouble(String reason) throws InterruptedException {
    if (backoff.failures() == 0) {
      LOG.warnf("%s: %s; trying until it works", who, reason);
    } else {
      LOG.debugf("%s: still %s", who, reason);
    }
    standing.troubled(reason);
    pause(backoff.next());
  }

  /// Something of ours is broken: waits as well, since only a new version can help and nothing may be lost until then.
  void bug(Throwable thrown) throws InterruptedException {
    if (backoff.failures() % BUGS_PER_STACK_TRACE == 0) {
      LOG.errorf(thrown, "%s: stopped by a bug; nothing is lost, nothing goes on", who);
    }
    trouble(Failures.reason(thrown));
  }

  /// It worked.
  void over() {
    if (backoff.failures() > 0) {
      LOG.infof("%s: stores again", who);
      backoff.reset();
    }
  }
}
