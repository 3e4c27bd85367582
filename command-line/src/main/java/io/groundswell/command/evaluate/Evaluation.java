package io.groundswell.command.evaluate;

import io.groundswell.command.evaluate.Published.Column;
import io.groundswell.trend.truth.LabelledSeries;
import io.groundswell.trend.truth.LeaveOut;
import io.groundswell.trend.truth.Ranking;
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
/// @param ranking what boards are ranked by, beside simpler orders
record Evaluation(List<Replayed> replayed, List<SyntheticTruth.Result> synthetic, List<Ranking.Result> ranking,
    List<Sensitivity> sensitivity) {

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

  /// The same series as the running system judges them; empty where none of them has buckets of five minutes.
  Optional<Running> running() {
    var live = replayed.stream().filter(one -> Replayed.isLive(one.series())).toList();
    return live.isEmpty() ? Optional.empty()
        : Optional.of(new Running(live.size(),
            live.stream().map(Replayed::score).reduce(WindowScore.NONE, WindowScore::plus),
            live.stream().mapToDouble(one -> Replayed.liveSum(one.series(), Running.DAYS)).sum()));
  }

  /// @param series so many have buckets of five minutes
  /// @param bare the score of the bare detector on these
  /// @param sum of the running system, on the mean of seven weekdays on which a series may begin anew
  record Running(int series, WindowScore bare, double sum) {

    static final int DAYS = 7;
  }

  /// What the series are compared with, if anything was published about them.
  Optional<Column> column() {
    List<LabelledSeries> series = replayed.stream().map(Replayed::series).toList();
    return Arrays.stream(Column.values()).filter(column -> column.is(series)).findFirst();
  }
}
