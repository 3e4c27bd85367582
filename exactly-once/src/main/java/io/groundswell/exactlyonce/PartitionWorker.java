package io.groundswell.exactlyonce;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Owns one partition from assignment to revocation: claims it, then stores batch after batch. Whatever casts doubt on
/// where the partition stands leads back to the claim, which reads it from the database.
final class PartitionWorker<E> implements Runnable {

  private static final Logger LOG = Logger.getLogger(PartitionWorker.class);

  private final Workbench<E> bench;
  private final int partition;
  private final String who;
  private final Arrivals arrivals;
  private final Standing standing;
  private final Patience patience;
  private final Attempts<E> attempts;
  private final Runnable nudge;
  private @Nullable PartitionWorker<E> predecessor;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  /// @param predecessor the worker that had the partition before in this process; must end first, since both keep the
  ///     same memory of it in the destination
  /// @param nudge tells the poll thread that there is something to do
  PartitionWorker(Workbench<E> bench, int partition, @Nullable PartitionWorker<E> predecessor, Runnable nudge) {
    this.bench = bench;
    this.partition = partition;
    this.who = bench.settings().consumer() + " " + bench.settings().source().topic() + "-" + partition;
    this.arrivals = new Arrivals(bench.settings());
    this.standing = new Standing(bench.clock());
    this.patience = new Patience(who, standing);
    this.attempts = new Attempts<>(bench, who, standing, patience);
    this.predecessor = predecessor;
    this.nudge = nudge;
    this.thread = Thread.ofVirtual().name(who).unstarted(this);
  }

  void start() {
    thread.start();
  }

  Arrivals arrivals() {
    return arrivals;
  }

  Standing standing() {
    return standing;
  }

  /// Ends after the transaction under way.
  void stop() {
    patience.stop();
    arrivals.shut();
  }

  boolean isStopped() {
    return patience.isStopped();
  }

  /// Something outside says that the partition may not stand where we think: look again.
  void doubt() {
    arrivals.shut();
  }

  boolean awaitEnd(Duration limit) throws InterruptedException {
    return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// The transaction under way takes too long to wait for. It is cut, and the fence takes care of what becomes of it.
  void interrupt() {
    thread.interrupt();
  }

  @Override
  public void run() {
    try {
      if (predecessor != null) {
        predecessor.ended.await();
        // Or each rebalance would lengthen a chain of the dead.
        predecessor = null;
      }
      while (!isStopped()) {
        claimAndFollow();
      }
    } catch (InterruptedException e) {
      LOG.warnf("%s: interrupted in a transaction", who);
    } finally {
      arrivals.shut();
      ended.countDown();
    }
  }

  private void claimAndFollow() throws InterruptedException {
    var verdict = Attempts.Verdict.DOUBTFUL;
    try {
      var claim = claim();
      if (claim != null) {
        verdict = follow(claim);
      }
    } catch (RuntimeException | Error bug) {
      // Whatever it is, it must not leave the partition without a worker.
      bench.meters().troubled();
      patience.bug(bug);
    } finally {
      release();
    }
    if (verdict == Attempts.Verdict.TAKEN_OVER) {
      // Kafka is about to tell us. If it does not, nobody else is in charge, and we claim again.
      patience.pause(bench.patience());
    }
  }

  private void release() {
    try {
      bench.destination().released(partition);
    } catch (RuntimeException bug) {
      LOG.errorf(bug, "%s: memory was not dropped; the next claim reads it anew", who);
    }
  }

  private @Nullable Claim claim() throws InterruptedException {
    arrivals.shut();
    while (!isStopped()) {
      switch (bench.start().claim(partition)) {
        case Start.From(Claim claim) -> {
          return claim;
        }
        case Start.Impossible(Claim claim, String reason) -> stall(claim, reason);
        case Start.Failed(String reason) -> {
          bench.meters().troubled();
          patience.trouble(reason);
        }
      }
    }
    return null;
  }

  /// Stores from the claim on, until it is worth nothing any more.
  private Attempts.Verdict follow(Claim claim) throws InterruptedException {
    LOG.infof("%s: epoch %d, from offset %d", who, claim.epoch(), claim.next());
    long next = claim.next();
    standing.claimed(claim);
    arrivals.expect(next);
    // A stop that came before expect() would have been overwritten by it.
    if (isStopped()) {
      return Attempts.Verdict.DOUBTFUL;
    }
    nudge.run();
    while (true) {
      var records = arrivals.take();
      if (records.isEmpty()) {
        return Attempts.Verdict.DOUBTFUL;
      }
      if (records.getFirst().offset() != next) {
        stall(new Claim(claim.owner(), claim.epoch(), next),
            "expected offset " + next + ", but the topic continues at " + records.getFirst().offset());
        return Attempts.Verdict.DOUBTFUL;
      }
      var verdict = attempts.store(claim, records);
      if (verdict != Attempts.Verdict.STORED) {
        return verdict;
      }
      next += records.size();
      if (arrivals.hasRoomAgain()) {
        nudge.run();
      }
    }
  }

  /// Stands still, loudly, until the partition's row says something else.
  private void stall(Claim claim, String reason) throws InterruptedException {
    LOG.errorf("%s: stalled: %s. Somebody has to decide: groundswell offsets show | skip | restart", who, reason);
    bench.meters().stalled();
    standing.stalled(reason);
    bench.peek().tell(partition, claim, reason);
    do {
      patience.pause(bench.stallCheck());
    } while (!isStopped() && !bench.peek().hasChanged(partition, claim));
  }
}
