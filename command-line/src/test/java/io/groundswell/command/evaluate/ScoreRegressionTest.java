package io.groundswell.command.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.command.evaluate.Evaluation.Running;
import io.groundswell.trend.novelty.Tuning;
import io.groundswell.trend.truth.LabelledSeries;
import io.groundswell.trend.truth.Replayed;
import io.groundswell.trend.truth.WindowScore;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The detector does not get worse. Runs where `-Dgroundswell.data=DIR` names the labelled series, which are not ours
/// to ship.
@Tag("given-data")
class ScoreRegressionTest {

  private static double sum(String set) {
    return series(set).map(series -> Replayed.of(series, Tuning.DEFAULT).score())
        .reduce(WindowScore.NONE, WindowScore::plus)
        .sum();
  }

  /// In the running system, on those that it could see.
  private static double liveSum(String set) {
    return series(set).filter(Replayed::isLive).mapToDouble(series -> Replayed.liveSum(series, Running.DAYS)).sum();
  }

  private static Stream<LabelledSeries> series(String set) {
    var directory = Path.of(System.getProperty("groundswell.data"), set);
    return DataSet.read(directory, directory.resolve("windows.json")).stream();
  }

  @Test
  void onTheWideCorpus() {
    assertThat(sum("anomaly-corpus")).isGreaterThanOrEqualTo(37);
    assertThat(liveSum("anomaly-corpus")).isGreaterThanOrEqualTo(4.6);
  }

  @Test
  void onTweets() {
    assertThat(sum("tweet-volume")).isGreaterThanOrEqualTo(7.7);
    assertThat(liveSum("tweet-volume")).isGreaterThanOrEqualTo(8.4);
  }
}
