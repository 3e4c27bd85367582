package io.groundswell.trend.detect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A series as it is remembered: its counts while they are few, and its [detector][SeriesDetector] once they are many.
///
/// A detector is a function of its buckets, so it need not be kept where the buckets are shorter: most series are posts
/// that live for hours, and eight counts take 150 bytes where a detector takes two thousand. The price is that the
/// detector is made again whenever such a series is [looked at][#detector]: about a microsecond for each count, and for
/// each empty bucket of the hour after it. Not safe for several threads.
public final class Series {

  /// With so many counts it becomes a detector.
  public static final int MOST_COUNTS = 8;

  /// Of a detector and of what names it, measured: see `MillionSeries` of the benchmarks.
  private static final long GROWN_BYTES = 2_300;
  /// Of counts without any, and of what names them.
  private static final long YOUNG_BYTES = 280;
  private static final int GROWTH = 2;
  private static final int LONGS_A_COUNT = 2;
  /// Of the first long of a count: the bucket, since the first that is remembered, above the number of events.
  private static final int EVENT_BITS = 48;
  private static final long MOST_EVENTS = (1L << EVENT_BITS) - 1;
  private static final long[] NO_COUNTS = {};

  private final long begin;
  /// In order of time: bucket and events, and then the total's bits.
  private long[] counts = NO_COUNTS;
  private int size;
  private @Nullable SeriesDetector grown;
  private double usual;
  private boolean knowsItsDay;

  /// @param begin the first bucket that it is to remember, see [SeriesDetector#begin]
  public Series(long begin) {
    this.begin = begin;
  }

  public long begin() {
    return begin;
  }

  /// The newest bucket that was put; long ago where none was.
  public long newest() {
    if (grown != null) {
      return grown.newest();
    }
    return size == 0 ? Long.MIN_VALUE : bucket(size - 1);
  }

  /// Whether a bucket is too old to be [put][#put].
  public boolean isFolded(long bucket) {
    return grown != null ? grown.isFolded(bucket) : size > 0 && bucket <= newest() - SeriesDetector.HELD;
  }

  /// Sets what a bucket holds by now; the last word counts.
  ///
  /// @param total sum of the values
  /// @param count number of events, at least 1
  /// @param gaps as far as they are known
  /// @throws IllegalArgumentException if the bucket [is folded][#isFolded], or of before the first that is remembered
  public void put(long bucket, double total, long count, Gaps gaps) {
    if (grown != null) {
      grown.put(bucket, total, count, gaps);
      return;
    }
    if (isFolded(bucket) || bucket < begin) {
      throw new IllegalArgumentException("bucket " + bucket + " is too old, the newest is " + newest());
    }
    if (size > 0 && bucket - newest() > SeriesDetector.LONGEST_SILENCE) {
      size = 0;
    }
    int at = size;
    while (at > 0 && bucket(at - 1) > bucket) {
      at--;
    }
    if (at > 0 && bucket(at - 1) == bucket) {
      set(at - 1, bucket, total, count);
    } else if (size == MOST_COUNTS || bucket - begin > Short.MAX_VALUE) {
      grown = new SeriesDetector(begin);
      replay(grown, gaps);
      grown.put(bucket, total, count, gaps);
      counts = NO_COUNTS;
      size = 0;
    } else {
      insert(at);
      set(at, bucket, total, count);
    }
  }

  private void insert(int at) {
    if (LONGS_A_COUNT * size == counts.length) {
      counts = Arrays.copyOf(counts, counts.length + LONGS_A_COUNT * GROWTH);
    }
    System.arraycopy(counts, LONGS_A_COUNT * at, counts, LONGS_A_COUNT * (at + 1), LONGS_A_COUNT * (size - at));
    size++;
  }

  private void set(int at, long bucket, double total, long count) {
    counts[LONGS_A_COUNT * at] = bucket - begin << EVENT_BITS | Math.min(count, MOST_EVENTS);
    counts[LONGS_A_COUNT * at + 1] = Double.doubleToRawLongBits(total);
  }

  private long bucket(int at) {
    return begin + (counts[LONGS_A_COUNT * at] >>> EVENT_BITS);
  }

  private long events(int at) {
    return counts[LONGS_A_COUNT * at] & MOST_EVENTS;
  }

  private void replay(SeriesDetector detector, Gaps gaps) {
    for (int i = 0; i < size; i++) {
      detector.put(bucket(i), Double.longBitsToDouble(counts[LONGS_A_COUNT * i + 1]), events(i), gaps);
    }
  }

  /// Its detector, as it stands.
  ///
  /// @param scratch what it is made in, where none is kept; good until that is used again
  /// @param gaps as far as they are known
  public SeriesDetector detector(SeriesDetector scratch, Gaps gaps) {
    if (grown != null) {
      return grown;
    }
    scratch.clear();
    replay(scratch, gaps);
    usual = scratch.usual();
    knowsItsDay = scratch.knowsItsDay();
    return scratch;
  }

  /// Events in a usual bucket of the last days, as of when it was last looked at.
  public double usual() {
    return grown != null ? grown.usual() : usual;
  }

  /// Whether it is known what the series is like at each hour of the day, as of when it was last looked at.
  public boolean knowsItsDay() {
    return grown != null ? grown.knowsItsDay() : knowsItsDay;
  }

  /// Events in a usual bucket, or in the newest one, whichever is more.
  public double liveliness() {
    return grown != null ? Math.max(grown.usual(), grown.newestEvents())
        : size == 0 ? 0 : Math.max(usual, events(size - 1));
  }

  /// About so much memory it takes, with what names it.
  public long bytes() {
    return grown != null ? GROWN_BYTES : YOUNG_BYTES + (long) Long.BYTES * counts.length;
  }

  /// About so much a series takes of which so many counts are stored.
  public static long bytes(long stored) {
    return stored > MOST_COUNTS ? GROWN_BYTES
        : YOUNG_BYTES + Long.BYTES * LONGS_A_COUNT * Math.ceilDiv(stored, GROWTH) * GROWTH;
  }
}
