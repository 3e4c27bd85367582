package io.groundswell.exactlyonce;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Owns one partition from assignment to revocation: claims it, then stores batch after batch. Whatever casts doubt on where
/// the partition stands leads back to the claim, which reads it from the database.
final class PartitionWorker<E> implements Runnable {

  private static final Logger LOG = Logger.getLogger(PartitionWorker.class);
  private static final int CONFLICTS_AT_ONCE = 5;

  private final Workbench<E> bench;
  private final int partition;
  private final Arrivals arrivals;
  private final Standing standing;
  private final Runnable nudge;
  private final @Nullable PartitionWorker<E> predecessor;
  private final Backoff backoff = new Backoff();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable Thread thread;

  /// @param predecessor the worker that had the partition before in this process; must end first, since both keep the same
  ///     memory of it in the destination
  /// @param nudge tells the poll thread that there is something to do
  PartitionWorker(Workbench<E> bench, int partition, @Nullable PartitionWorker<E> predecessor, Runnable nudge) {
    this.bench = bench;
    this.partition = partition;
    this.arrivals = new Arrivals(bench.settings());
    this.standing = new Standing(bench.clock());
    this.predecessor = predecessor;
    this.nudge = nudge;
  }

  void start() {
    thread = Thread.ofVirtual().name(bench.settings().consumer() + "-" + partition).start(this);
  }

  Arrivals arrivals() {
    return arrivals;
  }

  Standing standing() {
    return standing;
  }

  /// Ends after the transaction under way.
  void stop() {
    stopping.countDown();
    arrivals.shut();
  }

  boolean isStopped() {
    return stopping.getCount() == 0;
  }

  /// Something outside says that the partition may not stand where we think: look again.
  void doubt() {
    arrivals.shut();
  }

  boolean awaitEnd(Duration patience) throws InterruptedException {
    return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// The transaction under way takes too long to wait for. It is cut, and the fence takes care of what becomes of it.
  void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  public void run() {
    try {
      if (predecessor != null) {
        predecessor.ended.await();
      }
      while (!isStopped()) {
        claimAndFollow();
      }
    } catch (InterruptedException e) {
      LOG.warnf("%s: interrupted in a transaction", this);
    } finally {
      arrivals.shut();
      ended.countDown();
    }
  }

  private void claimAndFollow() throws InterruptedException {
    try {
      var claim = claim();
      if (claim != null) {
        follow(claim);
      }
    } catch (RuntimeException | Error bug) {
      // Whatever it is, it must not leave the partition without a worker.
      bench.meters().troubled();
      bug(bug);
    } finally {
      release();
    }
  }

  private void release() {
    try {
      bench.destination().released(partition);
    } catch (RuntimeException bug) {
      LOG.errorf(bug, "%s: memory was not dropped; the next claim reads it anew", this);
    }
  }

  private @Nullable Claim claim() throws InterruptedException {
    arrivals.shut();
    while (!isStopped()) {
      switch (bench.start().claim(partition)) {
        case Start.From(Claim claim) -> {
          return claim;
        }
        case Start.Impossible(Claim claim, String reason) -> stall(claim, claim.next(), reason);
        case Start.Failed(String reason) -> {
          bench.meters().troubled();
          trouble(reason);
        }
      }
    }
    return null;
  }

  /// Stores from the claim on, until it is worth nothing any more.
  private void follow(Claim claim) throws InterruptedException {
    LOG.infof("%s: epoch %d, from offset %d", this, claim.epoch(), claim.next());
    long next = claim.next();
    standing.claimed(claim);
    arrivals.expect(next);
    if (isStopped()) {
      return;
    }
    nudge.run();
    while (true) {
      var records = arrivals.take();
      if (records.isEmpty()) {
        return;
      }
      if (records.getFirst().offset() != next) {
        stall(claim, next, "expected offset " + next + ", but the topic continues at " + records.getFirst().offset());
        return;
      }
      if (!store(claim, records)) {
        return;
      }
      next += records.size();
      if (arrivals.hasRoom()) {
        nudge.run();
      }
    }
  }

  /// Tries until the records are stored, or the claim is worth nothing any more.
  private boolean store(Claim claim, List<ConsumerRecord<byte[], byte[]>> records) throws InterruptedException {
    Work<E> work = null;
    var manner = BatchWriter.Manner.WHOLE;
    int conflicts = 0;
    while (true) {
      if (work == null) {
        work = read(records);
        if (work == null && isStopped()) {
          return false;
        }
        continue;
      }
      var began = System.nanoTime();
      switch (write(claim, work, manner)) {
        case Outcome.Committed<E> committed -> {
          return settle(claim, work, committed, Duration.ofNanos(System.nanoTime() - began));
        }
        case Outcome.Fenced<E>(Fence fence) -> {
          refused(fence);
          return false;
        }
        case Outcome.Failed<E>(Failure failure) -> {
          bench.meters().failed(failure);
          switch (failure) {
            case Failure.BadData bad -> {
              // Already narrowed down, and still refused as a whole: then it is the quarantine, or a rule of the table.
              if (manner == BatchWriter.Manner.NARROWING) {
                trouble(bad.reason());
              }
              manner = BatchWriter.Manner.NARROWING;
            }
            case Failure.Conflict conflict -> {
              if (++conflicts > CONFLICTS_AT_ONCE) {
                trouble(conflict.reason());
              }
            }
            case Failure.Trouble trouble -> trouble(trouble.reason());
            case Failure.Bug bug -> bug(bug.thrown());
            case Failure.Unknown unknown -> {
              trouble("outcome unknown: " + unknown.reason());
              return false;
            }
          }
        }
      }
      if (isStopped()) {
        return false;
      }
    }
  }

  private @Nullable Work<E> read(List<ConsumerRecord<byte[], byte[]>> records) throws InterruptedException {
    try {
      return Work.read(records, bench.destination());
    } catch (RuntimeException | StackOverflowError bug) {
      bench.meters().troubled();
      bug(bug);
      return null;
    }
  }

  private Outcome<E> write(Claim claim, Work<E> work, BatchWriter.Manner manner) throws InterruptedException {
    bench.permits().acquire();
    try {
      return bench.writer().write(claim, work, manner);
    } finally {
      bench.permits().release();
    }
  }

  /// Nothing can undo the commit any more; if memory cannot follow, it is read anew.
  private boolean settle(Claim claim, Work<E> work, Outcome.Committed<E> committed, Duration took) {
    standing.stored(claim, work.next(), work.watermark());
    bench.meters().committed(work.records(), committed, took);
    if (backoff.failures() > 0) {
      LOG.infof("%s: stores again, from offset %d", this, work.first());
      backoff.reset();
    }
    try {
      committed.kept().tallies().forEach(tally -> tally.afterCommit().run());
      if (!committed.kept().entries().isEmpty()) {
        bench.destination().settled(new Batch<>(partition, committed.kept().entries()));
      }
      return true;
    } catch (RuntimeException bug) {
      LOG.errorf(bug, "%s: memory cannot follow what was stored, reading it anew", this);
      return false;
    }
  }

  private void refused(Fence fence) throws InterruptedException {
    bench.meters().refused(fence);
    switch (fence) {
      case Fence.TakenOver(var by) -> {
        LOG.warnf("%s: taken over by %s", this, by);
        standing.troubled("taken over by " + by);
        // Kafka is about to tell us. If it does not, nobody else is in charge, and we claim again.
        pause(bench.patience());
      }
      case Fence.Moved _ -> LOG.warnf("%s: does not stand where we left it; reading where it stands", this);
      case Fence.Held _ -> throw new IllegalStateException("a fence that holds refuses nothing");
    }
  }

  private void stall(Claim claim, long next, String reason) throws InterruptedException {
    LOG.errorf("%s: stalled: %s. Somebody has to decide: groundswell offsets show | skip", this, reason);
    bench.meters().stalled();
    standing.stalled(reason);
    var stalled = new Claim(claim.owner(), claim.epoch(), next);
    do {
      pause(bench.stallCheck());
    } while (!isStopped() && !bench.peek().hasChanged(partition, stalled, next));
  }

  private void bug(Throwable thrown) throws InterruptedException {
    // Loud, but not at every attempt: with pauses of up to 10 s about once a minute.
    if (backoff.failures() % 8 == 0) {
      LOG.errorf(thrown, "%s: stopped by a bug; nothing is lost, nothing goes on", this);
    }
    trouble(Failures.reason(thrown));
  }

  private void trouble(String reason) throws InterruptedException {
    if (backoff.failures() == 0) {
      LOG.warnf("%s: %s; trying until it works", this, reason);
    } else {
      LOG.debugf("%s: still %s", this, reason);
    }
    standing.troubled(reason);
    pause(backoff.next());
  }

  private void pause(Duration duration) throws InterruptedException {
    stopping.await(duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public String toString() {
    return bench.settings().consumer() + " " + bench.settings().topic() + "-" + partition;
  }
}
