package io.groundswell.trend.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MannKendallTest {

  private static final Offset<Double> EXACT = within(1e-9);

  /// Rises with a rhythm, so that successive values have something in common.
  private static final double[] RHYTHM =
      {10, 12, 14, 13, 11, 9, 8, 10, 13, 15, 17, 16, 14, 12, 11, 13, 16, 18, 20, 19};
  private static final double[] RISE = {12, 15, 11, 18, 22, 19, 25, 31, 28, 27, 35, 40};

  @Test
  void agreesWithTheFormulaOnWorkedExamples() {
    assertThat(MannKendall.z(new double[]{1, 2, 3, 4})).isCloseTo(5 / Math.sqrt(26.0 / 3), EXACT);
    assertThat(MannKendall.z(new double[]{3, 1, 2})).isCloseTo(0, EXACT);
    // n = 5, a tie of three: S = 7, V = (300 − 66)/18 = 13.
    assertThat(MannKendall.score(new double[]{1, 1, 1, 2, 2.5})).isEqualTo(7);
    assertThat(MannKendall.variance(new double[]{1, 1, 1, 2, 2.5})).isCloseTo(13, EXACT);
  }

  /// Figures of an independent computation of the published formulas (numpy, scipy).
  @Test
  void correctsTheVarianceAsHamedAndRaoDo() {
    assertThat(MannKendall.correction(RHYTHM)).isCloseTo(0.5907452792286059, EXACT);
    assertThat(MannKendall.z(RHYTHM)).isCloseTo(3.6893291550684135, EXACT);
    assertThat(MannKendall.correction(RISE)).isCloseTo(0.28671328671328666, EXACT);
    assertThat(MannKendall.z(RISE)).isCloseTo(6.787381306203063, EXACT);
    // Nothing significant in common: no correction.
    var ties = new double[]{1, 1, 2, 2, 2, 5, 6, 6, 7, 9, 4, 4};
    assertThat(MannKendall.correction(ties)).isEqualTo(1);
    assertThat(MannKendall.z(ties)).isCloseTo(2.717258755737309, EXACT);
  }

  @Test
  void driftHasSensSlopeAndTheTestsConfidence() {
    var drift = Drift.of(RHYTHM);
    assertThat(drift.slope()).isCloseTo(0.375, EXACT);
    assertThat(drift.confidence()).isCloseTo(0.9997751538395769, EXACT);
    assertThat(SenSlope.of(RISE)).isCloseTo(2.380952380952381, EXACT);
    assertThat(SenSlope.of(new double[]{1, 2, 4})).isEqualTo(1.5);
  }

  @Test
  void isSteadyWhereAllAreEqual() {
    assertThat(Drift.of(new double[12])).isEqualTo(new Drift(Direction.STEADY, 0, 0));
  }

  @Test
  void tellsUpFromDown() {
    assertThat(Drift.of(new double[]{1, 2, 3, 4, 6, 5, 9, 8}).direction()).isEqualTo(Direction.RISING);
    assertThat(Drift.of(new double[]{9, 8, 5, 6, 4, 3, 2, 1}).direction()).isEqualTo(Direction.FALLING);
  }
}
