package io.groundswell.metrics.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class WatcherTest {

  private static final long MANY = 1_000_000_000_000L;

  @Inject
  Watcher watcher;

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void whatAnOperatorSkipsWasNotStored() {
    Feed.update("""
        INSERT INTO analytics.consumer_offset (consumer, topic, kpartition, start_offset, next_offset, epoch, owner, stored,
          updated_at)
        VALUES ('metrics-skipping', 'nowhere', 0, 5, 12, 1, gen_random_uuid(), 7, now())""");
    try {
      var before = next();

      Feed.update("UPDATE analytics.consumer_offset SET next_offset = next_offset + " + MANY + ", skipped = " + MANY
          + " WHERE consumer = 'metrics-skipping'");

      assertThat(next().stored() - before.stored()).isLessThan(MANY / 2);

      Feed.update("UPDATE analytics.consumer_offset SET next_offset = next_offset + " + MANY + ", stored = stored + "
          + MANY + " WHERE consumer = 'metrics-skipping'");

      assertThat(next().stored() - before.stored()).isBetween(MANY, MANY + MANY / 2);
    } finally {
      Feed.update("DELETE FROM analytics.consumer_offset WHERE consumer = 'metrics-skipping'");
    }
  }

  /// A look that began from now on.
  private Look next() {
    var now = Instant.now();
    return await().atMost(Duration.ofSeconds(60)).until(() -> watcher.looks().stream()
        .filter(look -> look.at().isAfter(now)).reduce((first, second) -> second).orElse(null), look -> look != null);
  }
}
