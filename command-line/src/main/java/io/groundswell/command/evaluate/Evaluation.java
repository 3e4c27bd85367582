package io.groundswell.command.evaluate;

import io.groundswell.command.evaluate.Published.Column;
import io.groundswell.trend.truth.LabelledSeries;
import io.groundswell.trend.truth.LeaveOut;
import io.groundswell.trend.truth.Replayed;
import io.groundswell.trend.truth.SyntheticTruth;
import io.groundswell.trend.truth.WindowScore;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// All that is said of the detector.
///
/// @param synthetic at rising thresholds, the first of which is where the detector fires
/// @param sensitivity empty unless asked for
record Evaluation(List<Replayed> replayed, List<SyntheticTruth.Result> synthetic, List<Sensitivity> sensitivity) {

  WindowScore score() {
    return replayed.stream().map(Replayed::score).reduce(WindowScore.NONE, WindowScore::plus);
  }

  WindowScore seriesLeftOut() {
    return LeaveOut.series(replayed);
  }

  WindowScore familiesLeftOut() {
    return LeaveOut.families(replayed);
  }

  boolean hasFamilies() {
    return replayed.stream().map(one -> one.series().family()).distinct().count() > 1;
  }

  /// What the series are compared with, if anything was published about them.
  Optional<Column> column() {
    List<LabelledSeries> series = replayed.stream().map(Replayed::series).toList();
    return Arrays.stream(Column.values()).filter(column -> column.is(series)).findFirst();
  }
}
