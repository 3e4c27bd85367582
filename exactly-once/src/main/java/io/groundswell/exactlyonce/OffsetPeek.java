package io.groundswell.exactlyonce;

import io.vertx.sqlclient.Pool;
import java.time.Duration;

/// Looks at a stalled partition's row, to notice that an operator has changed it.
final class OffsetPeek {

  private final Pool pool;
  private final Duration timeout;
  private final OffsetTable offsets;

  OffsetPeek(ConsumerSettings settings, Pool pool, OffsetTable offsets) {
    this.pool = pool;
    this.timeout = settings.timeouts().statement();
    this.offsets = offsets;
  }

  /// Whether the row no longer says what we claimed. No answer is no change.
  boolean hasChanged(int partition, Claim claim) {
    Transaction transaction;
    try {
      transaction = Transaction.begin(pool, timeout);
    } catch (NoAnswerException e) {
      return false;
    }
    try {
      return !(Fencing.compare(claim, claim.next(), offsets.peek(transaction, partition)) instanceof Fence.Held);
    } catch (RuntimeException e) {
      return false;
    } finally {
      transaction.abandon();
    }
  }
}
