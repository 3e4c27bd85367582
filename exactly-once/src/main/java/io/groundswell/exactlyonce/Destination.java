package io.groundswell.exactlyonce;

import java.util.List;

/// Where the records of a topic go: what a service writes to plug in.
///
/// Calls for one partition come one after another, on that partition's worker (a virtual thread, so blocking is fine);
/// partitions run side by side. Memory that depends on what is stored is kept per partition: filled in [#claimed],
/// changed in [Tally#afterCommit] (never in [#store], whose transaction may still fail), dropped in [#released].
///
/// @param <E> what a record becomes
public interface Destination<E> {

  /// Understands one record. Pure: no database, no memory; may be called again for the same record.
  ///
  /// @throws UnreadableException the record is set aside with the exception's reason
  E read(Arrival arrival) throws UnreadableException;

  /// Writes the entries and all that follows from them (rollups, counters) within the transaction. May be called
  /// several times for the same entries, also for parts of a batch, until an attempt commits.
  ///
  /// An [io.vertx.pgclient.PgException] thrown by the transaction must be let through: its SQLSTATE decides. Bad data
  /// (classes 22, 23 and 54000) is narrowed down to single records, which are set aside; everything else is
  /// trouble, and the same batch comes again until it is stored. Any other exception is a bug: it stops the partition
  /// loudly, loses nothing, and is retried too.
  Tally store(Transaction transaction, Batch<E> batch);

  /// Keeps records that could not be read or stored, in the transaction of the batch they came with.
  void quarantine(Transaction transaction, List<SetAside> setAside);

  /// The partition is ours from here on, at the position of this transaction: read memory for it anew. Called whenever
  /// what was known may be wrong: on assignment, after an unknown commit, after the database lost its tail.
  default void claimed(int partition, Transaction transaction) {
  }

  /// The batch has certainly committed. Holds the entries that were stored or were duplicates, not those set aside.
  default void settled(Batch<E> batch) {
  }

  /// The partition is no longer ours, or is about to be claimed anew: drop its memory.
  default void released(int partition) {
  }
}
