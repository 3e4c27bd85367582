package io.groundswell.exactlyonce;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A Kafka record as it arrived, undecoded.
///
/// @param offset its position in the partition; with topic and partition it names the record for good
/// @param appendedAt when the broker wrote it (the topics are set to `LogAppendTime`); never falls within a partition
/// @param key the record's key, null if it has none
/// @param value the record's value, null for a tombstone
public record Arrival(String topic, int partition, long offset, Instant appendedAt, byte @Nullable [] key,
    byte @Nullable [] value) {

  /// Without payload, so that it can be logged.
  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
