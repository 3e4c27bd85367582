package io.groundswell.trend.truth;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// A series and the windows in which something happened.
///
/// @param name of its file, with its folder if it has one: `realTraffic/speed_6005.csv`
/// @param seconds when each row was observed, since 1970
/// @param windows in order, none overlapping
public record LabelledSeries(String name, long[] seconds, double[] values, List<Span> windows) {

  private static final int GAPS_LOOKED_AT = 100;
  private static final double PROBATION = 0.15;
  private static final int LONGEST_PROBATION = 750;

  /// Rows from the left one to the right one, both included.
  public record Span(int left, int right) {

    public Span {
      if (left < 0 || right < left) {
        throw new IllegalArgumentException("a window from row " + left + " to row " + right);
      }
    }

    int width() {
      return right - left + 1;
    }

    boolean holds(int row) {
      return row >= left && row <= right;
    }
  }

  public LabelledSeries {
    if (seconds.length != values.length) {
      throw new IllegalArgumentException(seconds.length + " times of " + values.length + " values");
    }
    windows = List.copyOf(windows);
  }

  public int rows() {
    return values.length;
  }

  /// The first row that counts: those before are for learning, `min(⌊0.15 n⌋, 750)` of them.
  public int firstCounted() {
    return (int) Math.min(Math.floor(PROBATION * rows()), LONGEST_PROBATION);
  }

  /// The time from row to row: the median of the first hundred gaps, all of which lie before anything counts.
  public Duration bucket() {
    var gaps = new long[Math.max(1, Math.min(GAPS_LOOKED_AT, rows() - 1))];
    for (int i = 0; i < gaps.length && i + 1 < rows(); i++) {
      gaps[i] = seconds[i + 1] - seconds[i];
    }
    Arrays.sort(gaps);
    return Duration.ofSeconds(Math.max(1, gaps[gaps.length / 2]));
  }

  /// The folder, or nothing.
  public String family() {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }
}
