package io.groundswell.trend.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.trend.novelty.Tuning;
import io.groundswell.trend.truth.LabelledSeries.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The detector's score by the benchmark's own rule, on series that need no data but their seeds: a change of the
/// detector may raise it, and must not lower it. On the benchmark's series it is judged where they are given.
class GeneratedScoreTest {

  private static final int DAY = 288;
  private static final int ROWS = 21 * DAY;
  private static final int HALF_A_DAY = DAY / 2;
  private static final double FLOOR = 27;
  private static final double LIVE_FLOOR = 27;
  private static final double[] LEVELS = {2, 8, 30, 200};

  private static final List<LabelledSeries> SERIES =
      IntStream.range(0, 16).mapToObj(GeneratedScoreTest::series).toList();

  /// Three weeks of five-minute counts at one of four levels, quiet or bursty, flat or with a daily rhythm; on two days
  /// the level rises to four times for three hours.
  private static LabelledSeries series(int number) {
    var counts = new NoisyCounts(number, number / 4 % 2 * 0.2, number / 8 * 0.5);
    var windows = new ArrayList<Span>();
    var values = new double[ROWS];
    var onsets = List.of(9 * DAY + 17 * number, 16 * DAY + 11 * number);
    for (int row = 0; row < ROWS; row++) {
      int at = row;
      boolean rises = onsets.stream().anyMatch(onset -> at >= onset && at < onset + 36);
      values[row] = counts.next(row, LEVELS[number % LEVELS.length] * (rises ? 4 : 1));
    }
    onsets.forEach(onset -> windows.add(new Span(onset - 1, onset + HALF_A_DAY)));
    return new LabelledSeries("generated-" + number, LongStream.range(0, ROWS).map(row -> row * 300).toArray(), values,
        windows);
  }

  private static WindowScore score(Tuning tuning) {
    return SERIES.stream().map(series -> Replayed.of(series, tuning).score()).reduce(WindowScore.NONE,
        WindowScore::plus);
  }

  @Test
  void theScoreDoesNotFall() {
    var score = score(Tuning.DEFAULT);

    assertThat(score.windows()).isEqualTo(32);
    assertThat(score.sum()).as("%s", score).isGreaterThanOrEqualTo(FLOOR);
  }

  /// As the running system sees them: it puts nothing where nothing was counted, and remembers four weeks at most.
  @Test
  void norDoesThatOfTheRunningSystem() {
    double sum = SERIES.stream().mapToDouble(series -> Replayed.liveSum(series, 2)).sum();

    assertThat(sum).isGreaterThanOrEqualTo(LIVE_FLOOR);
  }

  /// Were it the same for one that fires at anything, or at nothing, the floor would hold nothing.
  @Test
  void aWorseDetectorScoresBelow() {
    for (double factor : new double[]{0.5, 4}) {
      assertThat(score(Tuning.DEFAULT.scaled(Tuning.Parameter.THRESHOLD, factor)).sum()).as("threshold × %s", factor)
          .isLessThan(FLOOR);
    }
  }
}
