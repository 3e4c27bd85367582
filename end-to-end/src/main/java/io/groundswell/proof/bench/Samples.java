package io.groundswell.proof.bench;

import java.util.Arrays;

/// Durations, all kept: a run has at most a few million.
final class Samples {

  private long[] nanos = new long[1 << 16];
  private int count;

  void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = duration;
  }

  int count() {
    return count;
  }

  /// The duration in milliseconds that a share of the samples does not exceed (nearest rank); NaN without samples.
  ///
  /// @param share 0.99 for the 99th percentile
  double percentile(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    var sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(share * count);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }
}
