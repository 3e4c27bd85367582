package io.groundswell.trend.truth;

import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.novelty.NoveltyDetector;
import io.groundswell.trend.novelty.Tuning;
import java.util.stream.IntStream;

/// A series that the detector has seen row by row.
///
/// @param scores one for each row, 0 to 1
public record Replayed(LabelledSeries series, double[] scores) {

  private static final int SLOTS = 1_024;

  public static Replayed of(LabelledSeries series, Tuning tuning) {
    var detector = new NoveltyDetector(series.bucket(), tuning);
    var scores = new double[series.rows()];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = detector.next(series.seconds()[row], series.values()[row]);
    }
    return new Replayed(series, scores);
  }

  /// The same, as the running system sees it. Rows of buckets of five minutes; nothing is put where nothing was
  /// counted, so that of a silence an hour is looked at; and what is remembered is the last three weeks and what has
  /// passed of the fourth. A row that is not looked at has the score 0.
  ///
  /// @param slot of the subject, 0 to 1,023: says on which day its weeks begin
  /// @throws IllegalArgumentException if the rows are not [five minutes][#isLive] apart
  public static Replayed live(LabelledSeries series, int slot) {
    if (!isLive(series)) {
      throw new IllegalArgumentException(series.name() + " has rows every " + series.bucket());
    }
    return new Replayed(series, new LiveReplay(series, slot).scores());
  }

  /// The mean of the [scores][WindowScore#sum] over weeks that begin on another day each.
  ///
  /// @param days at most seven
  public static double liveSum(LabelledSeries series, int days) {
    return IntStream.range(0, days)
        .mapToDouble(day -> live(series, day * SLOTS / days).score().sum())
        .average()
        .orElse(0);
  }

  /// Whether the running system could see the series: it counts in buckets of five minutes.
  public static boolean isLive(LabelledSeries series) {
    return series.bucket().equals(Bucket.LENGTH);
  }

  public WindowScore score(double threshold) {
    return WindowScore.of(series, scores, threshold);
  }

  public WindowScore score() {
    return score(NoveltyDetector.FIRES);
  }
}
