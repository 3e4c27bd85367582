package io.groundswell.exactlyonce;

import java.util.UUID;

/// What the partition's row says to a transaction that wants to store from a certain offset.
sealed interface Fence {

  /// The partition is ours and stands where we think.
  record Held() implements Fence {
  }

  /// Somebody else has claimed it since.
  record TakenOver(UUID by) implements Fence {
  }

  /// Still ours, but it does not stand where we left it: the database lost its tail, or an operator skipped records.
  record Moved() implements Fence {
  }
}
