package io.groundswell.metrics.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.metrics.Asker;
import io.groundswell.metrics.RecordBackend;
import io.groundswell.metrics.partition.PartitionDays;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class CompletenessTest {

  @Inject
  ScopedReads reads;

  @Inject
  PartitionDays days;

  @Inject
  LaneWidths widths;

  @BeforeEach
  void untilAllPartitionsAreStored() {
    Asker.untilReady();
    await().atMost(Duration.ofSeconds(60)).until(() -> through(Lane.PARTITIONS, Lane.PARTITIONS) != null);
  }

  @Test
  void itIsKnownOfATopicWithFewPartitions() {
    assertThat(through(3, 3)).isNotNull();
    assertThat(through(1, 12)).isNotNull();
  }

  @Test
  void itIsNotKnownWhileAPartitionIsNobodysOrTheBrokerHasNotSaidHowManyThereAre() {
    assertThat(through(Lane.PARTITIONS + 1, Lane.PARTITIONS)).isNull();
    assertThat(through(null, Lane.PARTITIONS)).isNull();
  }

  @Test
  void theBrokerSaysHowManyPartitionsThereAre() {
    assertThat(widths.all()).containsExactly(Lane.PARTITIONS, Lane.PARTITIONS);
    assertThat(widths.trouble()).isNull();
  }

  private @Nullable Instant through(@Nullable Integer live, @Nullable Integer backfill) {
    return reads.read(1, queries -> Completeness.read(queries, 1, days, live, backfill)).through();
  }
}
