package io.groundswell.trend.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// Against figures of independent computations (scipy; paths of all states tried one by one).
class EvidenceTest {

  private static final Offset<Double> EXACT = within(1e-9);

  @Test
  void surpriseIsTheTailOfThePoissonOrTheNegativeBinomial() {
    assertThat(Surprise.of(5, 2, 2)).isCloseTo(1.278576736004125, EXACT);
    assertThat(Surprise.of(20, 5, 5)).isCloseTo(6.461912125728183, EXACT);
    assertThat(Surprise.of(20, 5, 15)).isCloseTo(2.3098229304639557, EXACT);
    assertThat(Surprise.of(300, 100, 1_000)).isCloseTo(5.236051778064632, EXACT);
    assertThat(Surprise.of(1, 0.2, 0.25)).isCloseTo(0.7865131681907817, EXACT);
  }

  @Test
  void surpriseHasEnds() {
    assertThat(Surprise.of(0, 5, 5)).isZero();
    assertThat(Surprise.of(3, 0, 0)).isEqualTo(300);
    assertThat(Surprise.of(1e9, 1, 1)).isEqualTo(300);
  }

  @Test
  void aBurstLastsAsLongAsOnTheCheapestPath() {
    // 0 0 0 0 1 1 1 1 1 is cheapest: the dip is cheaper to sit out than to come up again.
    assertThat(Bursts.running(new double[]{3, 2, 4, 3, 9, 8, 3, 10, 9}, 3, 1)).isEqualTo(5);
    assertThat(Bursts.running(new double[]{3, 2, 4, 3, 9, 8, 3, 2, 3}, 3, 1)).isZero();
    assertThat(Bursts.running(new double[]{3, 3, 3, 3, 3, 3, 9}, 3, 1)).isEqualTo(1);
    assertThat(Bursts.running(new double[]{3, 3, 3, 3, 3, 3, 3, 3, 6}, 3, 1)).isZero();
    // Three times as restless as Poisson's counts: then nine is no burst.
    assertThat(Bursts.running(new double[]{3, 3, 3, 3, 3, 3, 9}, 3, 3)).isZero();
  }

  @Test
  void momentumIsTheDistanceOfTwoAveragesOfTheLogarithm() {
    var momentum = Momentum.of(new double[]{4, 4, 4, 4, 4, 4, 8, 16});
    assertThat(momentum.macd()).isCloseTo(0.3158905743898597, EXACT);
    assertThat(momentum.isGaining()).isTrue();
    assertThat(Momentum.of(new double[]{4, 4, 4, 4, 4, 4, 4, 4}).isGaining()).isFalse();
    assertThat(Momentum.of(new double[]{4, 9, 20, 40, 40, 30, 20, 9}).isGaining()).isFalse();
  }

  @Test
  void whatRisesIsAgreedUponAndWhatStaysIsNot() {
    var calm = new double[]{10, 11, 9, 10, 12, 10, 9, 11, 10, 9, 11, 10};
    var rise = new double[]{10, 11, 9, 10, 12, 14, 19, 24, 30, 36, 41, 50};
    var rising = Evidence.of(new Evidence.Span(50, 10, 12, 9), rise, 12, 10, 1.2, 1, true);
    assertThat(rising.agreeing()).containsExactlyInAnyOrder(Method.values());
    assertThat(rising.burst()).isEqualTo(6);
    var staying = Evidence.of(new Evidence.Span(10, 10, 12, 0), calm, 12, 10, 1.2, 1, false);
    assertThat(staying.agreeing()).isEmpty();
  }
}
