package io.groundswell.exactlyonce;

import io.vertx.pgclient.PgException;
import java.util.ArrayList;
import java.util.List;

/// Stores what can be stored of a batch that the database refuses, and finds the records it refuses, by halving: one
/// culprit among 4,000 takes about 25 attempts. Every attempt stands behind a savepoint.
final class Bisection<E> {

  private final Destination<E> destination;
  private final Transaction transaction;
  private final int partition;
  private final Kept<E> kept = new Kept<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

  private Bisection(Destination<E> destination, Transaction transaction, int partition) {
    this.destination = destination;
    this.transaction = transaction;
    this.partition = partition;
  }

  static <E> Kept<E> store(Destination<E> destination, Transaction transaction, Work<E> work) {
    // A constraint that is checked at COMMIT would accuse the batch as a whole.
    transaction.post("SET CONSTRAINTS ALL IMMEDIATE");
    var bisection = new Bisection<>(destination, transaction, work.partition());
    bisection.narrow(work.entries());
    return bisection.kept;
  }

  private void narrow(List<Entry<E>> entries) {
    if (entries.isEmpty()) {
      return;
    }
    transaction.post("SAVEPOINT attempt");
    try {
      var tally = destination.store(transaction, new Batch<>(partition, entries));
      transaction.settle();
      transaction.post("RELEASE SAVEPOINT attempt");
      kept.add(entries, tally);
    } catch (PgException refused) {
      if (!Failures.isBadData(refused)) {
        throw refused;
      }
      transaction.forget();
      transaction.post("ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt");
      if (entries.size() == 1) {
        kept.refused.add(new SetAside(entries.getFirst().arrival(), SetAside.REFUSED_BY_DATABASE,
            Failures.reason(refused)));
      } else {
        int middle = entries.size() / 2;
        narrow(entries.subList(0, middle));
        narrow(entries.subList(middle, entries.size()));
      }
    }
  }

  /// What an attempt to store left behind.
  record Kept<E>(List<Entry<E>> entries, List<Tally> tallies, List<SetAside> refused) {

    static <E> Kept<E> nothing() {
      return new Kept<>(List.of(), List.of(), List.of());
    }

    static <E> Kept<E> whole(List<Entry<E>> entries, Tally tally) {
      balance(entries, tally);
      return new Kept<>(entries, List.of(tally), List.of());
    }

    private void add(List<Entry<E>> stored, Tally tally) {
      balance(stored, tally);
      entries.addAll(stored);
      tallies.add(tally);
    }

    private static void balance(List<?> stored, Tally tally) {
      if (tally.stored() + tally.duplicate() != stored.size()) {
        throw new IllegalStateException("the destination accounts for " + (tally.stored() + tally.duplicate()) + " of "
            + stored.size() + " entries");
      }
    }

    long stored() {
      return tallies.stream().mapToLong(Tally::stored).sum();
    }

    long duplicate() {
      return tallies.stream().mapToLong(Tally::duplicate).sum();
    }
  }
}
