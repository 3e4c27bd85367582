package io.groundswell.trend.memory;

import io.groundswell.trend.detect.Bucket;
import io.vertx.sqlclient.Row;

/// A bucket of a series as it is stored.
public record CountedBucket(SeriesKey series, long bucket, long events, double total) {

  public static CountedBucket from(Row row) {
    return new CountedBucket(SeriesKey.from(row), Bucket.of(row.getOffsetDateTime("bucket_start").toInstant()),
        row.getLong("events"), row.getNumeric("total").doubleValue());
  }
}
