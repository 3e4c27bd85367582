package io.groundswell.command.evaluate;

import io.groundswell.trend.novelty.Tuning;
import io.groundswell.trend.novelty.Tuning.Parameter;
import io.groundswell.trend.truth.LabelledSeries;
import io.groundswell.trend.truth.Replayed;
import io.groundswell.trend.truth.WindowScore;
import java.util.Arrays;
import java.util.List;

/// What becomes of the score when one parameter is changed and all others stay.
///
/// @param sums raw sums, one for each of [#FACTORS]
record Sensitivity(Parameter parameter, List<Double> values, List<Double> sums) {

  static final List<Double> FACTORS = List.of(0.5, 0.7, 0.85, 1.0, 1.2, 1.4, 2.0);

  static List<Sensitivity> of(List<LabelledSeries> series) {
    return Arrays.stream(Parameter.values()).map(parameter -> of(series, parameter)).toList();
  }

  private static Sensitivity of(List<LabelledSeries> series, Parameter parameter) {
    var tunings = FACTORS.stream().map(factor -> Tuning.DEFAULT.scaled(parameter, factor)).toList();
    return new Sensitivity(parameter, tunings.stream().map(tuning -> tuning.get(parameter)).toList(),
        tunings.stream().map(tuning -> sum(series, tuning)).toList());
  }

  private static double sum(List<LabelledSeries> series, Tuning tuning) {
    return series.parallelStream()
        .map(one -> Replayed.of(one, tuning).score())
        .reduce(WindowScore.NONE, WindowScore::plus)
        .sum();
  }
}
