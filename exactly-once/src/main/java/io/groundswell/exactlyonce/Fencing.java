package io.groundswell.exactlyonce;

import org.jspecify.annotations.Nullable;

/// Decides whether a transaction may store; its row stays locked until the transaction ends, so the answer stays true.
final class Fencing {

  private Fencing() {
  }

  /// @param mine what we claimed
  /// @param first the offset of the first record to be stored
  /// @param row the partition's row, locked; null if there is none any more
  static Fence compare(Claim mine, long first, @Nullable OffsetRow row) {
    if (row == null) {
      return new Fence.Moved();
    }
    boolean ours = row.owner().equals(mine.owner());
    if (ours && row.epoch() == mine.epoch() && row.nextOffset() == first) {
      return new Fence.Held();
    }
    // A smaller epoch under a foreign name is no successor but a predecessor: the database lost our claim with its
    // tail.
    return !ours && row.epoch() > mine.epoch() ? new Fence.TakenOver(row.owner()) : new Fence.Moved();
  }

  /// Whether an idle partition's row has moved back, or was moved by an operator, since we got to the claim's `next`. A
  /// row that is further on is a batch that has just committed; a successor's row is no sign either, since Kafka tells
  /// us about him.
  static boolean hasMoved(Claim mine, @Nullable OffsetRow row) {
    if (row == null || row.epoch() < mine.epoch()) {
      return true;
    }
    boolean ours = row.owner().equals(mine.owner());
    return ours && (row.epoch() > mine.epoch() || row.nextOffset() < mine.next());
  }
}
