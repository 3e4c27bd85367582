package io.groundswell.trend.detect;

/// All that is remembered of one series: its newest four buckets as they are, since they still change, and everything older
/// folded into one [WindowDetector] for each [Window]. About 1.7 KB, and O(1) for a bucket. Empty buckets are never put; they are
/// made up for when the next one comes, and an idle series costs nothing.
///
/// Not safe for several threads.
public final class SeriesDetector {

  /// Twenty minutes: an event may be dated ten minutes ahead of its receipt, and completeness lags by one more.
  static final int HELD = 4;

  private static final long NONE = Long.MIN_VALUE;
  private static final Window[] WINDOWS = Window.values();

  private final WindowDetector[] windows = new WindowDetector[WINDOWS.length];
  private final double[] totals = new double[HELD];
  private final long[] events = new long[HELD];
  private long newest = NONE;
  private double foldedTotal;
  private long foldedEvents;

  public SeriesDetector() {
    for (int i = 0; i < windows.length; i++) {
      windows[i] = new WindowDetector(WINDOWS[i]);
    }
  }

  /// Whether a bucket is too old to be [put][#put]: it is folded already, so the series has to be replayed from its stored buckets.
  public boolean isFolded(long bucket) {
    return newest != NONE && bucket <= newest - HELD;
  }

  /// Sets what a bucket holds by now; the last word counts.
  ///
  /// @param total sum of the values
  /// @param count number of events, at least 1
  /// @throws IllegalArgumentException if the bucket [is folded][#isFolded]
  public void put(long bucket, double total, long count) {
    if (isFolded(bucket)) {
      throw new IllegalArgumentException("bucket " + bucket + " is folded, the newest is " + newest);
    }
    if (newest == NONE) {
      newest = bucket;
    }
    while (newest < bucket) {
      foldOldest(bucket);
    }
    int slot = slot(bucket);
    totals[slot] = total;
    events[slot] = count;
  }

  /// The newest bucket that was put.
  public long newest() {
    return newest;
  }

  /// How many times the series has fired in a window: scored far above its normal, and higher than it does every day.
  public int firings(Window window) {
    return windows[window.ordinal()].firings();
  }

  private void foldOldest(long bucket) {
    long oldest = newest - HELD + 1;
    int slot = slot(oldest);
    if (events[slot] > 0) {
      foldedTotal += totals[slot];
      foldedEvents += events[slot];
      for (var window : windows) {
        window.add(oldest, totals[slot], unit(foldedTotal, foldedEvents));
      }
    }
    totals[slot] = 0;
    events[slot] = 0;
    // A long pause leaves nothing to fold between: jump.
    newest = holdsNothing() ? bucket : newest + 1;
  }

  private boolean holdsNothing() {
    for (long count : events) {
      if (count > 0) {
        return false;
      }
    }
    return true;
  }

  /// The size of one event, at most 1: 1 for counts and for numbers counted elsewhere (500 views in one event), less for
  /// metrics whose values are fractions.
  private static double unit(double total, long events) {
    return total > 0 ? Math.min(1, total / events) : 1;
  }

  double unit() {
    double total = foldedTotal;
    long count = foldedEvents;
    for (int i = 0; i < HELD; i++) {
      total += totals[i];
      count += events[i];
    }
    return unit(total, Math.max(1, count));
  }

  WindowDetector window(Window window) {
    return windows[window.ordinal()];
  }

  /// What a held bucket holds, 0 where nothing was put.
  double held(long bucket) {
    return bucket > newest || bucket <= newest - HELD ? 0 : totals[slot(bucket)];
  }

  boolean holds(long bucket) {
    return bucket <= newest && bucket > newest - HELD && events[slot(bucket)] > 0;
  }

  private static int slot(long bucket) {
    return (int) Math.floorMod(bucket, (long) HELD);
  }
}
