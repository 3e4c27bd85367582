package io.groundswell.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.exactlyonce.ConsumerSettings.Pace;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RebalanceTest {

  @Test
  void whoGetsNoPartitionIsIdleAndNotRunning() throws Exception {
    try (var stage = Stage.with(1)) {
      var one = stage.consumer();
      var other = stage.consumer();
      var both = List.of(one, other);
      Stage.await(() -> both.stream().map(each -> each.consumer().state()).collect(Collectors.toSet())
          .equals(Set.of(new ConsumerState.Running(), new ConsumerState.Idle())));
      var idle = one.consumer().partitions().isEmpty() ? one : other;
      assertThat(idle.consumer().state()).isEqualTo(new ConsumerState.Idle());

      (idle == one ? other : one).close();
      Stage.await(() -> idle.consumer().state().equals(new ConsumerState.Running()));
    }
  }

  @Test
  void runsOnlyOnceItOwnsPartitions() throws Exception {
    try (var stage = Stage.with(3)) {
      Stage.Running running;
      // The group waits for a member that has a partition and does not hear of the newcomer.
      try (var deaf = stage.member()) {
        Stage.await(() -> {
          deaf.poll(Duration.ofMillis(100));
          return !deaf.assignment().isEmpty();
        });
        running = stage.consumer();
        Stage.await(() -> running.consumer().state().equals(new ConsumerState.Joining()));
        assertThat(running.consumer().partitions()).isEmpty();
      }
      Stage.await(() -> running.consumer().state().equals(new ConsumerState.Running()));
      assertThat(running.consumer().partitions()).isNotEmpty();
    }
  }

  @Test
  void storesOnceWhileOwnersComeAndGo() throws Exception {
    try (var stage = Stage.with(6)) {
      var settings = stage.settings().with(Pace.USUAL.withMaxBatch(100));
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
