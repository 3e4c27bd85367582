package io.groundswell.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RebalanceTest {

  @Test
  void storesOnceWhileOwnersComeAndGo() throws Exception {
    try (var stage = Stage.with(6)) {
      var settings = stage.settings().withMaxBatch(100);
      var first = stage.consumer(new NumberLog(), settings, stage.pool());
      stage.send(0, 5_000);
      var second = stage.consumer(new NumberLog(), settings, stage.pool());
      var third = stage.consumer(new NumberLog(), settings, stage.pool());
      Stage.await(() -> Stream.of(first, second, third).allMatch(each -> each.consumer().partitions().size() == 2));
      stage.send(5_000, 20_000);
      first.close();
      stage.send(20_000, 30_000);
      stage.awaitPassed(30_000);
      stage.assertExactly(30_000);
      Stage.await(() -> Stream.of(second, third).allMatch(each -> each.consumer().partitions().size() == 3));

      assertThat(first.log().memory).isEmpty();
      Stage.await(() -> second.remembered() + third.remembered() == 30_000);
    }
  }
}
