package io.groundswell.trend.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundswell.trend.truth.LabelledSeries.Span;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WindowScoreTest {

  /// Forty rows, so that the first ⌊0.15 · 40⌋ = 6 do not count; windows of five rows, 15 to 19 and 30 to 34.
  private final LabelledSeries series = new LabelledSeries("series.csv",
      LongStream.range(0, 40).map(row -> row * 300).toArray(), new double[40],
      List.of(new Span(15, 19), new Span(30, 34)));

  private WindowScore score(int... firing) {
    var scores = new double[40];
    for (int row : firing) {
      scores[row] = 0.7;
    }
    return WindowScore.of(series, scores, 0.7);
  }

  @Test
  void scoresAWorkedExample() {
    // Row 3: too early to count.
    // Row 8: no window before it:                                     −0.11
    // Row 16: y = −(19 − 16 + 1)/5 = −0.8; σ = 2/(1 + e⁻⁴) − 1 = 0.9640275801; σ(−1) = 0.9866142982: +0.9771068407
    // Row 18: the window has earned already.
    // Row 21: y = (21 − 19)/4 = 0.5; σ = 2/(1 + e^2.5) − 1 = −0.8482836399:                        −0.0933112004
    // The second window is missed:                                    −1
    // Row 37: y = 3/4; σ = 2/(1 + e^3.75) − 1 = −0.9540452602:         −0.1049449786
    var score = score(3, 8, 16, 18, 21, 37);

    assertThat(score.sum()).isCloseTo(-0.3311493381, within(1e-9));
    assertThat(score.hits()).isEqualTo(1);
    assertThat(score.windows()).isEqualTo(2);
    assertThat(score.falseFirings()).isEqualTo(3);
    // 100 · (−0.33115 + 2)/4
    assertThat(score.normalised()).isCloseTo(41.7212665, within(1e-6));
  }

  @Test
  void aFiringFarBehindAWindowCostsAsMuchAsOneBeforeAllWindows() {
    var near = new LabelledSeries("series.csv", new long[40], new double[40], List.of(new Span(7, 9)));
    var scores = new double[40];
    scores[15] = 1;
    // y = 6/2 = 3: σ(3) = −0.9999993882.
    assertThat(WindowScore.of(near, scores, 1).sum()).isCloseTo(-1 - 0.11 * 0.9999993882, within(1e-9));
    scores[15] = 0;
    scores[16] = 1;
    assertThat(WindowScore.of(near, scores, 1).sum()).isEqualTo(-1.11);
  }

  @Test
  void whatFiresBeforeAnythingCountsFindsNoWindow() {
    var early = new LabelledSeries("series.csv", new long[40], new double[40], List.of(new Span(2, 8)));
    var scores = new double[40];
    scores[4] = 1;
    assertThat(WindowScore.of(early, scores, 1).sum()).isEqualTo(-1);
    scores[8] = 1;
    assertThat(WindowScore.of(early, scores, 1).hits()).isEqualTo(1);
  }

  @Test
  void firingNeverIsZeroAndAtEveryLeftEdgeIsAHundred() {
    assertThat(score().normalised()).isZero();
    assertThat(score(15, 30).normalised()).isCloseTo(100, within(1e-9));
  }

  @Test
  void longSeriesLearnFromAtMost750Rows() {
    assertThat(new LabelledSeries("a", new long[4_032], new double[4_032], List.of()).firstCounted()).isEqualTo(604);
    assertThat(new LabelledSeries("a", new long[16_000], new double[16_000], List.of()).firstCounted()).isEqualTo(750);
  }
}
