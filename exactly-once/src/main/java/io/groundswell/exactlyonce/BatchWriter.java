package io.groundswell.exactlyonce;

import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    this.timeout = settings.timeouts().statement();
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
    // The rows travel behind the lock, before anybody has looked at what it says: a round trip less. What was done in
    // vain is rolled back.
    var lock = offsets.lock(transaction, work.partition());
    try {
      var kept = store(transaction, work, manner);
      var fence = Fencing.compare(claim, work.first(), OffsetTable.locked(lock.rows()));
      if (!(fence instanceof Fence.Held)) {
        transaction.abandon();
        return new Outcome.Fenced<>(fence);
      }
      var setAside = both(work.unreadable(), kept.refused());
      if (!setAside.isEmpty()) {
        destination.quarantine(transaction, setAside);
      }
      offsets.advanceAndCommit(transaction, work.partition(), new OffsetTable.Advance(work.next(), work.watermark(),
          kept.stored(), kept.duplicate(), setAside.size()));
      return new Outcome.Committed<>(kept, setAside.size());
    } catch (Throwable thrown) {
      // Errors too: a stack overflow on somebody's nested JSON must not end the worker, and this transaction has to
      // end.
      return failed(Failures.of(thrown, transaction.abandon()), claim, work, lock.received());
    }
  }

  /// Whoever has lost the partition has no say in what is wrong with its records.
  private static <E> Outcome<E> failed(Failure failure, Claim claim, Work<E> work, @Nullable RowSet<Row> locked) {
    if (locked == null || failure instanceof Failure.Unknown) {
      return new Outcome.Failed<>(failure);
    }
    var fence = Fencing.compare(claim, work.first(), OffsetTable.locked(locked));
    return fence instanceof Fence.Held ? new Outcome.Failed<>(failure) : new Outcome.Fenced<>(fence);
  }

  private Bisection.Kept<E> store(Transaction transaction, Work<E> work, Manner manner) {
    if (work.entries().isEmpty()) {
      return Bisection.Kept.nothing();
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
