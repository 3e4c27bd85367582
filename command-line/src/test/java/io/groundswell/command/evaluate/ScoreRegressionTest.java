package io.groundswell.command.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.trend.novelty.Tuning;
import io.groundswell.trend.truth.Replayed;
import io.groundswell.trend.truth.WindowScore;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The detector does not get worse. Runs where `-Dgroundswell.data=DIR` names the labelled series, which are not ours
/// to ship.
@Tag("given-data")
class ScoreRegressionTest {

  private static double sum(String set) {
    var directory = Path.of(System.getProperty("groundswell.data"), set);
    return DataSet.read(directory, directory.resolve("windows.json"))
        .stream()
        .map(series -> Replayed.of(series, Tuning.DEFAULT).score())
        .reduce(WindowScore.NONE, WindowScore::plus)
        .sum();
  }

  @Test
  void onTheWideCorpus() {
    assertThat(sum("anomaly-corpus")).isGreaterThanOrEqualTo(37);
  }

  @Test
  void onTweets() {
    assertThat(sum("tweet-volume")).isGreaterThanOrEqualTo(7.7);
  }
}
