package io.groundswell.exactlyonce;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/// Tries to store records of a partition until they are stored, or until the claim is worth nothing any more.
final class Attempts<E> {

  private static final Logger LOG = Logger.getLogger(Attempts.class);
  private static final int CONFLICTS_AT_ONCE = 5;
  private static final String RECORDS = "records";

  private final Workbench<E> bench;
  private final String who;
  private final Standing standing;
  private final Patience patience;
  private BatchWriter.Manner manner = BatchWriter.Manner.WHOLE;
  private int conflicts;
  private @Nullable Work<E> work;

  Attempts(Workbench<E> bench, String who, Standing standing, Patience patience) {
    this.bench = bench;
    this.who = who;
    this.standing = standing;
    this.patience = patience;
  }

  /// What the worker does next.
  enum Verdict {
    /// Stored; the next ones may follow.
    STORED,
    /// Claim again and see.
    DOUBTFUL,
    /// Somebody else has it.
    TAKEN_OVER
  }

  Verdict store(Claim claim, List<ConsumerRecord<byte[], byte[]>> records) throws InterruptedException {
    manner = BatchWriter.Manner.WHOLE;
    conflicts = 0;
    // Whatever is logged meanwhile says of which records it is.
    MDC.put(RECORDS, place(records));
    try {
      return watched(claim, records);
    } finally {
      MDC.remove(RECORDS);
      work = null;
    }
  }

  /// `events.v1-3@100..199`: topic, partition, first and last offset.
  private static String place(List<ConsumerRecord<byte[], byte[]>> records) {
    var first = records.getFirst();
    return first.topic() + "-" + first.partition() + "@" + first.offset() + ".." + records.getLast().offset();
  }

  private Verdict watched(Claim claim, List<ConsumerRecord<byte[], byte[]>> records) throws InterruptedException {
    var watched = bench.traces().begin(records);
    if (watched == null) {
      return storeInTheEnd(claim, records);
    }
    var verdict = Verdict.DOUBTFUL;
    try (var _ = watched.own().makeCurrent()) {
      verdict = storeInTheEnd(claim, records);
      return verdict;
    } finally {
      watched.end(verdict);
    }
  }

  private Verdict storeInTheEnd(Claim claim, List<ConsumerRecord<byte[], byte[]>> records)
      throws InterruptedException {
    while (true) {
      switch (attempt(claim, records)) {
        case Outcome.Committed<E> committed -> {
          return settle(claim, requireNonNull(work), committed);
        }
        case Outcome.Fenced<E>(Fence fence) -> {
          return refused(fence);
        }
        case Outcome.Failed<E>(Failure failure) -> {
          bench.meters().failed(failure);
          if (!mayTryAgain(failure) || patience.isStopped()) {
            return Verdict.DOUBTFUL;
          }
        }
      }
    }
  }

  /// Reads under the permit too, not just writes: so however many partitions are behind, no more batches stand read in
  /// memory than there are connections. Waiting after a failure is done without.
  private Outcome<E> attempt(Claim claim, List<ConsumerRecord<byte[], byte[]>> records) throws InterruptedException {
    bench.permits().acquire();
    try {
      if (work == null) {
        work = Work.read(records, bench.destination());
      }
      long began = System.nanoTime();
      var outcome = bench.writer().write(claim, work, manner);
      bench.meters().tried(Duration.ofNanos(System.nanoTime() - began));
      return outcome;
    } catch (RuntimeException | StackOverflowError bug) {
      return new Outcome.Failed<>(new Failure.Bug(Failures.reason(bug), bug));
    } finally {
      bench.permits().release();
    }
  }

  /// Waits as the failure demands.
  ///
  /// @return false if the claim has to be made anew first
  private boolean mayTryAgain(Failure failure) throws InterruptedException {
    switch (failure) {
      case Failure.BadData bad -> {
        // Already narrowed down, and still refused: then it is the quarantine, or a rule of the table.
        if (manner == BatchWriter.Manner.NARROWING) {
          patience.trouble(bad.reason());
        }
        manner = BatchWriter.Manner.NARROWING;
      }
      case Failure.Conflict conflict -> {
        if (++conflicts > CONFLICTS_AT_ONCE) {
          patience.trouble(conflict.reason());
        }
      }
      case Failure.Trouble trouble -> patience.trouble(trouble.reason());
      case Failure.Bug bug -> patience.bug(bug.thrown());
      case Failure.Unknown unknown -> {
        patience.trouble("outcome unknown: " + unknown.reason());
        return false;
      }
    }
    return true;
  }

  /// Nothing can undo the commit any more; if memory cannot follow, it is read anew.
  private Verdict settle(Claim claim, Work<E> work, Outcome.Committed<E> committed) {
    standing.stored(claim, work.next(), work.watermark());
    bench.meters().committed(work.records(), committed);
    patience.over();
    try {
      committed.kept().tallies().forEach(tally -> tally.afterCommit().run());
      if (!committed.kept().entries().isEmpty()) {
        bench.destination().settled(new Batch<>(work.partition(), committed.kept().entries()));
      }
      return Verdict.STORED;
    } catch (RuntimeException bug) {
      LOG.errorf(bug, "%s: memory cannot follow what was stored, reading it anew", who);
      return Verdict.DOUBTFUL;
    }
  }

  private Verdict refused(Fence fence) {
    bench.meters().refused(fence);
    return switch (fence) {
      case Fence.TakenOver(var by) -> {
        LOG.warnf("%s: taken over by %s", who, by);
        standing.troubled("taken over by " + by);
        yield Verdict.TAKEN_OVER;
      }
      case Fence.Moved _ -> {
        LOG.warnf("%s: does not stand where we left it; reading where it stands", who);
        yield Verdict.DOUBTFUL;
      }
      case Fence.Held _ -> throw new IllegalStateException("a fence that holds refuses nothing");
    };
  }
}
