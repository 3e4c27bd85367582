package io.groundswell.exactlyonce;

import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes a partition over and says where it goes on: from its row in the database, whatever Kafka believes. A partition
/// without a row begins at its first record.
final class OffsetStart {

  private final UUID owner;
  private final Pool pool;
  private final Duration timeout;
  private final OffsetTable offsets;
  private final Topic topic;
  private final Destination<?> destination;

  OffsetStart(UUID owner, ConsumerSettings settings, Pool pool, OffsetTable offsets, Topic topic,
      Destination<?> destination) {
    this.owner = owner;
    this.pool = pool;
    this.timeout = settings.timeouts().statement();
    this.offsets = offsets;
    this.topic = topic;
    this.destination = destination;
  }

  Start claim(int partition) {
    Transaction transaction;
    UUID topicId;
    Topic.Extent extent;
    try {
      topicId = topic.id();
      extent = topic.extent(partition);
      transaction = Transaction.begin(pool, timeout);
    } catch (RuntimeException e) {
      return new Start.Failed(reason(e));
    }
    try {
      var row = offsets.claim(transaction, partition, owner, topicId, extent.beginning());
      var claim = new Claim(owner, row.epoch(), row.nextOffset());
      if (row.nextOffset() > extent.end()) {
        // The former owner may have stored records that were not yet there when we asked.
        extent = topic.extent(partition);
      }
      var obstacle = obstacle(row, topicId, extent);
      if (obstacle == null) {
        destination.claimed(partition, transaction);
      }
      transaction.commit();
      return obstacle == null ? new Start.From(claim) : new Start.Impossible(claim, obstacle);
    } catch (Throwable thrown) {
      // Committed or not: the next attempt claims again, and an epoch more does no harm.
      transaction.abandon();
      return new Start.Failed(reason(thrown));
    }
  }

  /// Why records would be lost or mistaken from here on; null if all is well.
  static @Nullable String obstacle(OffsetRow row, UUID topicId, Topic.Extent extent) {
    if (row.topicId() != null && !row.topicId().equals(topicId)) {
      return "the topic was deleted and made again: offset " + row.nextOffset() + " belongs to the former one";
    }
    if (row.nextOffset() < extent.beginning()) {
      return "records " + row.nextOffset() + " to " + (extent.beginning() - 1)
          + " are no longer on the topic: its retention was shorter than our delay";
    }
    if (row.nextOffset() > extent.end()) {
      return "stored up to " + row.nextOffset() + ", but the topic ends at " + extent.end()
          + ": the broker lost records";
    }
    return null;
  }

  private static String reason(Throwable thrown) {
    return thrown instanceof Topic.BrokerException ? String.valueOf(thrown.getMessage()) : Failures.reason(thrown);
  }
}
