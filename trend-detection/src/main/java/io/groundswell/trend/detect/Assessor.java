package io.groundswell.trend.detect;

import java.util.ArrayList;
import java.util.List;

/// Says how a series stands at a moment, without changing it: works on copies, which it reuses from series to series. Not safe
/// for several threads.
public final class Assessor {

  private static final Window[] WINDOWS = Window.values();

  private final WindowDetector[] copies = new WindowDetector[WINDOWS.length];

  public Assessor() {
    for (int i = 0; i < copies.length; i++) {
      copies[i] = new WindowDetector(WINDOWS[i]);
    }
  }

  /// @param since the bucket from which on an absent event means that nothing happened: when the platform was first counted
  /// @param complete the first bucket that is not complete: those before count as they are, empty ones as zero; this and later ones may raise
  ///     a score but never lower it
  /// @return one assessment for each window in which the series stands out
  public List<Assessment> assess(SeriesDetector series, long since, long complete) {
    var standing = new ArrayList<Assessment>(copies.length);
    long reach = Math.max(since, complete - (long) Bucket.DAYS_KEPT * Bucket.DAY);
    for (var window : WINDOWS) {
      long steps = window.steps() + 1L;
      if (series.newest() < complete - steps * window.stepBuckets()) {
        continue;
      }
      var copy = copies[window.ordinal()];
      copy.copyFrom(series.window(window));
      var assessment = copy.assess(reach, open(copy, series, complete), series.unit());
      if (assessment != null) {
        standing.add(assessment);
      }
    }
    return standing;
  }

  /// Brings the copy to the first step that is not complete; what the series holds from there on is returned by step.
  private static double[] open(WindowDetector copy, SeriesDetector series, long complete) {
    double unit = series.unit();
    long now = copy.step(complete);
    long oldest = series.newest() - SeriesDetector.HELD + 1;
    for (long bucket = oldest; bucket <= series.newest(); bucket++) {
      if (series.holds(bucket) && copy.step(bucket) < now) {
        copy.add(bucket, series.held(bucket), unit);
      }
    }
    copy.advance(now, unit);
    long from = copy.current();
    var open = new double[(int) Math.max(0, copy.step(series.newest()) - from + 1)];
    if (open.length > 0) {
      open[0] = copy.partial();
    }
    for (long bucket = oldest; bucket <= series.newest(); bucket++) {
      if (copy.step(bucket) >= from && series.holds(bucket)) {
        open[(int) (copy.step(bucket) - from)] += series.held(bucket);
      }
    }
    return open;
  }
}
