package io.groundswell.trend.crowd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CrowdTest {

  private static Crowd of(int creators, double each, SplittableRandom random) {
    var cells = new double[Crowd.CELLS];
    for (int i = 0; i < creators; i++) {
      cells[random.nextInt(cells.length)] += each;
    }
    long filled = Arrays.stream(cells).filter(cell -> cell > 0).count();
    double squares = Arrays.stream(cells).map(cell -> cell * cell).sum();
    return Crowd.of("2026-03-20T06:00:00Z", filled, creators * each, squares, List.of());
  }

  @Test
  void oneCreatorIsTheWholeOfItAndNotToBeTrusted() {
    var one = Crowd.of("", 1, 17, 17 * 17, List.of());
    assertThat(one.distinct()).isEqualTo(1);
    assertThat(one.concentration()).isEqualTo(1);
    assertThat(one.trust()).isZero();
  }

  @Test
  void countsCreatorsAndTheirConcentrationThoughSeveralShareACell() {
    for (int creators : new int[]{10, 100, 600}) {
      double distinct = 0;
      double concentration = 0;
      var random = new SplittableRandom(creators);
      for (int run = 0; run < 200; run++) {
        var crowd = of(creators, 3, random);
        distinct += crowd.distinct() / 200.0;
        concentration += crowd.concentration() / 200;
      }
      assertThat(distinct).isCloseTo(creators, within(0.03 * creators + 0.2));
      assertThat(concentration).isCloseTo(1.0 / creators, within(0.2 / creators));
    }
  }

  @Test
  void fullCellsMeanAsManyOrMore() {
    assertThat(of(50_000, 1, new SplittableRandom(1)).distinct()).isEqualTo(1_420);
  }
}
