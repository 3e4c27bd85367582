package io.groundswell.exactlyonce;

import io.vertx.sqlclient.Pool;
import java.time.Duration;
import org.jboss.logging.Logger;

/// A stalled partition's row: says in it why, and looks whether an operator has changed it.
final class OffsetPeek {

  private static final Logger LOG = Logger.getLogger(OffsetPeek.class);

  private final Pool pool;
  private final Duration timeout;
  private final OffsetTable offsets;

  OffsetPeek(ConsumerSettings settings, Pool pool, OffsetTable offsets) {
    this.pool = pool;
    this.timeout = settings.timeouts().statement();
    this.offsets = offsets;
  }

  /// Writes down why the partition stands still, for `groundswell offsets show`. The log has it too, so a database that
  /// does not answer is no reason to wait.
  void tell(int partition, Claim claim, String reason) {
    try {
      var transaction = Transaction.begin(pool, timeout);
      try {
        offsets.stalled(transaction, partition, claim, reason);
        transaction.commit();
      } catch (RuntimeException e) {
        transaction.abandon();
        throw e;
      }
    } catch (RuntimeException e) {
      LOG.debugf("not written down why partition %d is stalled: %s", partition, e.getMessage());
    }
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
