package io.groundswell.metrics.capacity;

import java.time.Instant;

/// How far the whole system was at one moment, both lanes together, over all replicas.
///
/// @param written records that were ever on the topics
/// @param stored records that were accounted for: stored, known already, or set aside
/// @param behind records on the topics that were not
/// @param partitions of the live lane
/// @param replicas that hold at least one partition of the live lane
record Look(Instant at, long written, long stored, long behind, int partitions, int replicas) {

  Look {
    if (behind < 0 || partitions < 1) {
      throw new IllegalArgumentException("there are partitions, and nobody is ahead of them");
    }
  }
}
