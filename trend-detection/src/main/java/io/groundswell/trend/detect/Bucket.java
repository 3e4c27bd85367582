package io.groundswell.trend.detect;

import java.time.Duration;
import java.time.Instant;

/// The grid of event time on which everything is counted: five minutes, numbered from 1970.
public final class Bucket {

  public static final Duration LENGTH = Duration.ofMinutes(5);

  /// A day in buckets.
  public static final int DAY = 288;

  /// Buckets are kept, and a baseline reaches back, so many days.
  public static final int DAYS_KEPT = 28;

  private Bucket() {
  }

  /// The number of the bucket that holds an instant: 0 for 1970-01-01T00:04:59Z, 1 for 00:05:00Z.
  public static long of(Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), LENGTH.toSeconds());
  }

  /// When a bucket begins.
  public static Instant start(long bucket) {
    return Instant.ofEpochSecond(bucket * LENGTH.toSeconds());
  }
}
