package io.groundswell.trend.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MannKendallTest {

  @Test
  void agreesWithTheFormulaOnWorkedExamples() {
    assertThat(MannKendall.z(new double[]{1, 2, 3, 4})).isCloseTo(5 / Math.sqrt(26.0 / 3), within(1e-9));
    assertThat(MannKendall.z(new double[]{3, 1, 2})).isCloseTo(0, within(1e-9));
    // n = 5, one tie of three: S = 6, V = (300 − 66)/18 = 13.
    assertThat(MannKendall.z(new double[]{1, 1, 1, 2, 2.5})).isCloseTo(6 / Math.sqrt(13), within(1e-9));
  }

  @Test
  void isSteadyWhereAllAreEqual() {
    assertThat(MannKendall.direction(new double[12])).isEqualTo(Direction.STEADY);
  }

  @Test
  void tellsUpFromDown() {
    assertThat(MannKendall.direction(new double[]{1, 2, 3, 4, 6, 5, 9, 8})).isEqualTo(Direction.RISING);
    assertThat(MannKendall.direction(new double[]{9, 8, 5, 6, 4, 3, 2, 1})).isEqualTo(Direction.FALLING);
  }
}
