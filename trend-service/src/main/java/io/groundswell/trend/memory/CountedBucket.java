package io.groundswell.trend.memory;

import io.groundswell.trend.detect.Bucket;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A bucket of a series as it is stored.
///
/// @param lateAt when the latest event was received that came after the bucket was judged; null where none did
public record CountedBucket(SeriesKey series, long bucket, long events, double total, @Nullable Instant lateAt) {

  public CountedBucket(SeriesKey series, long bucket, long events, double total) {
    this(series, bucket, events, total, null);
  }

  public static CountedBucket from(Row row) {
    var lateAt = row.getOffsetDateTime("late_at");
    return new CountedBucket(SeriesKey.from(row), Bucket.of(row.getOffsetDateTime("bucket_start").toInstant()),
        row.getLong("events"), row.getNumeric("total").doubleValue(), lateAt == null ? null : lateAt.toInstant());
  }
}
