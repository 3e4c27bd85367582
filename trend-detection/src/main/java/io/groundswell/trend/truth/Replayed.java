package io.groundswell.trend.truth;

import io.groundswell.trend.novelty.NoveltyDetector;
import io.groundswell.trend.novelty.Tuning;

/// A series that the detector has seen row by row.
///
/// @param scores one for each row, 0 to 1
public record Replayed(LabelledSeries series, double[] scores) {

  public static Replayed of(LabelledSeries series, Tuning tuning) {
    var detector = new NoveltyDetector(series.bucket(), tuning);
    var scores = new double[series.rows()];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = detector.next(series.seconds()[row], series.values()[row]);
    }
    return new Replayed(series, scores);
  }

  public WindowScore score(double threshold) {
    return WindowScore.of(series, scores, threshold);
  }

  public WindowScore score() {
    return score(NoveltyDetector.FIRES);
  }
}
