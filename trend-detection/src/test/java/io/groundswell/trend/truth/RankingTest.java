package io.groundswell.trend.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.trend.truth.Ranking.Order;
import io.groundswell.trend.truth.Ranking.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankingTest {

  @Test
  void crowdsStandOnTopAndStayThere() {
    var results = Ranking.judge(1);
    var board = of(results, Order.BOARD);
    assertThat(board.hits()).as(results.toString()).isGreaterThanOrEqualTo(0.45);
    // Size is stable and says nothing of what rises; the growth of a day forgets what rose yesterday.
    assertThat(board.hits()).isGreaterThan(of(results, Order.VOLUME).hits() + 0.1);
    assertThat(board.hits()).isGreaterThan(of(results, Order.GROWTH).hits() + 0.1);
    assertThat(board.stability()).isGreaterThan(of(results, Order.GROWTH).stability());
  }

  private static Result of(List<Result> results, Order order) {
    return results.stream().filter(one -> one.order() == order).findFirst().orElseThrow();
  }
}
