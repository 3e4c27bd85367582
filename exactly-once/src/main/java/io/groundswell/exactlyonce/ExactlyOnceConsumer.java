package io.groundswell.exactlyonce;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.Map;

/// Reads a topic into a [Destination], each record exactly once, until it is closed. Never gives up: what is down is waited
/// for. Several of them, in one process or many, share the partitions.
///
/// @param <E> what the destination makes of a record
public final class ExactlyOnceConsumer<E> implements AutoCloseable {

  /// @param pool connections to the database of the offset table and of everything the destination writes; must hold at least
  ///     [ConsumerSettings#connections] connections plus one, and should cache prepared statements
  /// @param clock the time for watermarks of drained partitions
  public ExactlyOnceConsumer(ConsumerSettings settings, Destination<E> destination, Pool pool, MeterRegistry meters,
      InstantSource clock) {
  }

  /// Begins to read, on threads of its own; returns at once, also when broker and database are down.
  public void start() {
    throw new UnsupportedOperationException();
  }

  /// How the consumer as a whole is doing.
  public ConsumerState state() {
    throw new UnsupportedOperationException();
  }

  /// The partitions that this consumer owns at the moment, by number.
  public Map<Integer, PartitionState> partitions() {
    throw new UnsupportedOperationException();
  }

  /// Stops fetching, lets transactions under way end (at most [ConsumerSettings#drainTimeout]), leaves the consumer group.
  /// What has arrived but is not stored is read again by whoever owns the partition next.
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
