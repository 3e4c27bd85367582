package io.groundswell.trend.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.groundswell.trend.detect.Breadth;
import io.groundswell.trend.truth.Ranking.Order;
import io.groundswell.trend.truth.Ranking.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankingTest {

  @Test
  void crowdsStandOnTopAndStayThere() {
    var results = Ranking.judge(1);
    var board = of(results, Order.BOARD);
    assertThat(board.hits()).as(results.toString()).isGreaterThan(0.5);
    // Size is stable and says nothing of what rises; the growth of a day forgets what rose yesterday.
    assertThat(board.hits()).isGreaterThan(of(results, Order.VOLUME).hits() + 0.1);
    assertThat(board.hits()).isGreaterThan(of(results, Order.GROWTH).hits() + 0.1);
    assertThat(board.stability()).isGreaterThan(of(results, Order.GROWTH).stability());
    assertThat(board.hits()).isGreaterThanOrEqualTo(of(results, Order.WITHOUT_BREADTH).hits());
  }

  private static Result of(List<Result> results, Order order) {
    return results.stream().filter(one -> one.order() == order).findFirst().orElseThrow();
  }

  @Test
  void breadthIsDamped() {
    assertThat(Breadth.of(1, 1)).isEqualTo(0.5);
    assertThat(Breadth.of(10, 1)).isCloseTo(0.909, within(0.001));
    assertThat(Breadth.of(10_000, 1)).isGreaterThan(0.999).isLessThan(1);
  }

  @Test
  void whatIsNotKnownIsHeldAgainstNobody() {
    assertThat(Breadth.of(1, 0)).isEqualTo(1);
    assertThat(Breadth.of(1, 0.1)).isEqualTo(0.95);
    assertThatThrownBy(() -> Breadth.of(0, 1)).hasMessageContaining("0 creators");
    assertThatThrownBy(() -> Breadth.of(1, 1.1)).hasMessageContaining("1.1");
  }
}
