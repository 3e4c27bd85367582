package io.groundswell.trend.truth;

import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Phase;
import io.groundswell.trend.detect.SeriesDetector;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A series that comes to the running system row by row: what was said of a bucket when it was complete.
final class LiveReplay {

  private final LabelledSeries series;
  private final int slot;
  private final Map<Long, Integer> rows = new HashMap<>();
  private final double[] scores;
  private long judgedThrough = Long.MIN_VALUE;
  private @Nullable SeriesDetector detector;

  LiveReplay(LabelledSeries series, int slot) {
    this.series = series;
    this.slot = slot;
    this.scores = new double[series.rows()];
    for (int row = 0; row < series.rows(); row++) {
      rows.put(bucket(row), row);
    }
  }

  double[] scores() {
    long newest = Long.MIN_VALUE;
    for (int row = 0; row < series.rows(); row++) {
      // A clock that was set back has a few rows twice.
      if (series.values()[row] > 0 && bucket(row) >= newest) {
        put(row);
        newest = bucket(row);
      }
    }
    if (detector != null) {
      detector.finish(bucket(series.rows() - 1) + 1);
    }
    return scores;
  }

  private void put(int row) {
    long bucket = bucket(row);
    long begin = SeriesDetector.begin(slot, bucket);
    var current = detector;
    if (current == null || current.begin() != begin) {
      if (current != null) {
        // Everything before was complete by now.
        current.finish(bucket);
      }
      current = new SeriesDetector(begin, this::judged);
      for (int earlier = 0; earlier < row; earlier++) {
        if (bucket(earlier) >= begin && series.values()[earlier] > 0 && !current.isFolded(bucket(earlier))) {
          current.put(bucket(earlier), series.values()[earlier], 1);
        }
      }
      detector = current;
    }
    current.put(bucket, series.values()[row], 1);
  }

  /// What is said anew of what was judged before is not what was said.
  private void judged(long bucket, double value, double usual, double spread, double score, Phase phase) {
    if (bucket > judgedThrough) {
      judgedThrough = bucket;
      var row = rows.get(bucket);
      if (row != null) {
        scores[row] = score;
      }
    }
  }

  private long bucket(int row) {
    return Bucket.of(Instant.ofEpochSecond(series.seconds()[row]));
  }
}
