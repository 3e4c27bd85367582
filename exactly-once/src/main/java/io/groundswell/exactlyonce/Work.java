package io.groundswell.exactlyonce;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/// Records of one partition without a gap, read, ready for one transaction.
///
/// @param first offset of the first record
/// @param next offset after the last one
/// @param watermark when the broker received the last one; null if the topic carries its senders' times instead
record Work<E>(int partition, long first, long next, @Nullable Instant watermark, List<Entry<E>> entries,
    List<SetAside> unreadable) {

  long records() {
    return next - first;
  }

  static <E> Work<E> read(List<ConsumerRecord<byte[], byte[]>> records, Destination<E> destination) {
    var entries = new ArrayList<Entry<E>>(records.size());
    var unreadable = new ArrayList<SetAside>();
    for (var record : records) {
      var arrival = new Arrival(record.topic(), record.partition(), record.offset(),
          Instant.ofEpochMilli(record.timestamp()), record.key(), record.value());
      try {
        entries.add(new Entry<>(arrival, destination.read(arrival)));
      } catch (UnreadableException e) {
        unreadable.add(new SetAside(arrival, e.reason(), e.detail()));
      }
    }
    var last = records.getLast();
    return new Work<>(last.partition(), records.getFirst().offset(), last.offset() + 1,
        last.timestampType() == TimestampType.LOG_APPEND_TIME ? Instant.ofEpochMilli(last.timestamp()) : null, entries,
        unreadable);
  }
}
