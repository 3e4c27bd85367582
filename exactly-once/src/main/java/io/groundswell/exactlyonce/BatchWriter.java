package io.groundswell.exactlyonce;

import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Writes a batch in one transaction: fence, rows, records set aside, position. Either all of it or nothing.
final class BatchWriter<E> {

  /// Whether the batch goes in one piece, or is known to contain what the database refuses.
  enum Manner {
    WHOLE, NARROWING
  }

  private final Pool pool;
  private final Duration timeout;
  private final OffsetTable offsets;
  private final Destination<E> destination;

  BatchWriter(ConsumerSettings settings, Pool pool, OffsetTable offsets, Destination<E> destination) {
    this.pool = pool;
    this.timeout = settings.statementTimeout();
    this.offsets = offsets;
    this.destination = destination;
  }

  Outcome<E> write(Claim claim, Work<E> work, Manner manner) {
    Transaction transaction;
    try {
      transaction = Transaction.begin(pool, timeout);
    } catch (NoAnswerException e) {
      return new Outcome.Failed<>(Failures.of(e, true));
    }
    try {
      var fence = Fencing.compare(claim, work.first(), offsets.lock(transaction, work.partition()));
      if (!(fence instanceof Fence.Held)) {
        transaction.abandon();
        return new Outcome.Fenced<>(fence);
      }
      var kept = store(transaction, work, manner);
      var setAside = both(work.unreadable(), kept.refused());
      if (!setAside.isEmpty()) {
        destination.quarantine(transaction, setAside);
      }
      offsets.advanceAndCommit(transaction, work.partition(), new OffsetTable.Advance(work.next(), work.watermark(),
          kept.stored(), kept.duplicate(), setAside.size()));
      return new Outcome.Committed<>(kept, setAside.size());
    } catch (Throwable thrown) {
      // Errors too: a stack overflow on somebody's nested JSON must not end the worker, and this transaction has to end.
      return new Outcome.Failed<>(Failures.of(thrown, transaction.abandon()));
    }
  }

  private Bisection.Kept<E> store(Transaction transaction, Work<E> work, Manner manner) {
    if (work.entries().isEmpty()) {
      return new Bisection.Kept<>(List.of(), List.of(), List.of());
    }
    return switch (manner) {
      case WHOLE -> Bisection.Kept.whole(work.entries(),
          destination.store(transaction, new Batch<>(work.partition(), work.entries())));
      case NARROWING -> Bisection.store(destination, transaction, work);
    };
  }

  private static List<SetAside> both(List<SetAside> unreadable, List<SetAside> refused) {
    if (refused.isEmpty()) {
      return unreadable;
    }
    var all = new ArrayList<>(unreadable);
    all.addAll(refused);
    return all;
  }
}
