package io.groundswell.command.offsets;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Where a consumer stands in one partition, and its books:
/// `nextOffset - startOffset + former = stored + duplicate + quarantined + skipped`.
///
/// @param topicId Kafka's id of the topic that the offsets are of; null where the next claim is to adopt it
/// @param nextOffset the first offset that is not yet stored, set aside or skipped
/// @param former records that were counted before the last restart, on a topic that is no more
/// @param watermark everything that the broker received up to this time is stored; null before the first
/// @param idleSeconds since the row last changed, by the database's clock
/// @param skipReason why an operator last skipped records or restarted; null where nobody did
/// @param stallReason why its owner stands still; null where it does not
record Position(String consumer, String topic, int partition, @Nullable UUID topicId, long startOffset,
    long nextOffset, long epoch, long stored, long duplicate, long quarantined, long skipped, long former,
    @Nullable String skipReason, @Nullable String stallReason, @Nullable String watermark, String updatedAt,
    long idleSeconds) {

  static Position from(ResultSet row) throws SQLException {
    var watermark = row.getObject("watermark", OffsetDateTime.class);
    return new Position(row.getString("consumer"), row.getString("topic"), row.getInt("kpartition"),
        row.getObject("topic_id", UUID.class), row.getLong("start_offset"), row.getLong("next_offset"),
        row.getLong("epoch"), row.getLong("stored"), row.getLong("duplicate"), row.getLong("quarantined"),
        row.getLong("skipped"), row.getLong("former"), row.getString("skip_reason"), row.getString("stall_reason"),
        watermark == null ? null : watermark.toInstant().toString(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant().toString(), row.getLong("idle_seconds"));
  }

  /// What Kafka calls the partition.
  TopicPartition of() {
    return new TopicPartition(topic, partition);
  }

  /// Whether the books balance. They always do; where not, somebody wrote to the table by hand.
  boolean balances() {
    return nextOffset - startOffset + former == stored + duplicate + quarantined + skipped;
  }
}
