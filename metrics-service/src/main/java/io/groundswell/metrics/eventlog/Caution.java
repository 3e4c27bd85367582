package io.groundswell.metrics.eventlog;

/// Whether events of a partition may be expected to be new. One that was not makes the next batches careful: a hope
/// that fails costs the work of the batch, and leaves dead rows behind. Only a matter of speed; used by the partition's
/// own worker.
final class Caution {

  /// Batches without a known event until hope comes back. A sender that repeats itself all the time never gets there.
  private static final int PROBATION = 16;

  private int remaining;

  boolean mayHope() {
    return remaining == 0;
  }

  void disappointed() {
    remaining = PROBATION;
  }

  void learned(boolean allNew) {
    remaining = allNew ? Math.max(0, remaining - 1) : PROBATION;
  }
}
