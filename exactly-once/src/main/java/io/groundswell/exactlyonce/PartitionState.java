package io.groundswell.exactlyonce;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How an owned partition is doing, for readiness and metrics.
public sealed interface PartitionState {

  /// Taking the partition over; nothing is read yet.
  record Claiming() implements PartitionState {
  }

  /// Reading and storing.
  ///
  /// @param next the offset that will be stored next
  /// @param lag records on the topic that are not stored yet, as of about a second ago
  /// @param watermark everything the broker received up to here is stored; null until the first batch or the first
  ///     drain
  record Running(long next, long lag, @Nullable Instant watermark) implements PartitionState {
  }

  /// Something outside is broken (database, broker, a missing table partition, a bug): the same work is tried again
  /// until it succeeds. Nothing is lost, nothing is set aside.
  record Troubled(String reason, Instant since) implements PartitionState {
  }

  /// Going on would lose records silently: somebody has to look (`groundswell offsets show | skip | restart`).
  /// Continues by itself as soon as the partition's row in the offset table has been changed.
  record Stalled(String reason, Instant since) implements PartitionState {
  }
}
