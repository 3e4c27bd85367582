package io.groundswell.metrics.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.groundswell.metrics.jobs.Jobs;
import io.groundswell.metrics.jobs.Lease;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class PackerTest {

  @Inject
  Packer packer;

  @Inject
  Jobs jobs;

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  /// Their figures were never added up, and other tests compare all.
  @AfterEach
  void empty() {
    Feed.update("DELETE FROM analytics.time_series_metrics WHERE organization_id = 77");
  }

  @Test
  void aDayThatIsOverIsPackedOnceAndKeepsItsRows() {
    fill("2021-03-04", 24);
    long before = indexes("20210304");

    round();

    assertThat(indexes("20210304")).isLessThan(before * 85 / 100);
    assertThat(Feed.count("SELECT count(*) FROM analytics.time_series_metrics_20210304")).isEqualTo(20_000);
    var file = Feed.text("SELECT relfilenode FROM pg_class WHERE relname = 'time_series_metrics_20210304_pkey'");
    round();
    assertThat(Feed.text("SELECT relfilenode FROM pg_class WHERE relname = 'time_series_metrics_20210304_pkey'"))
        .as("once").isEqualTo(file);
  }

  @Test
  void whatAKilledOneLeftIsTakenAwayAndDaysOfHoursArePackedToo() {
    fill("2021-03-07", 12);
    // What REINDEX leaves behind when it is killed: an index that is not valid.
    assertThatThrownBy(() -> Feed.update(
        "CREATE UNIQUE INDEX CONCURRENTLY half_made ON analytics.time_series_metrics_20210307_12 (ordinal)"))
        .hasMessageContaining("half_made");
    assertThat(Feed.count("SELECT count(*) FROM pg_class WHERE relname = 'half_made'")).isEqualTo(1);
    long before = indexes("20210307_00");

    round();

    assertThat(Feed.count("SELECT count(*) FROM pg_class WHERE relname = 'half_made'")).isZero();
    assertThat(indexes("20210307_00")).isLessThan(before * 85 / 100);
  }

  @Test
  void aPartitionThatWasJustMadeWaitsForWhatIsDeclared() {
    Feed.update("SELECT analytics.ensure_partitions('2021-03-10', '2021-03-10')");

    round();

    assertThat(
        Feed.count("SELECT count(*) FROM analytics.partition_day WHERE day = '2021-03-10' AND packed_at IS NULL"))
        .isEqualTo(1);
  }

  private void round() {
    Lease lease = jobs.lease("packing");
    await().atMost(Duration.ofSeconds(30)).until(lease::take);
    packer.round(lease);
  }

  /// In the order of time, as events come; not of the index.
  private static void fill(String day, int hours) {
    Feed.update("SELECT analytics.ensure_partitions('" + day + "', '" + day + "', " + hours + ")");
    Feed.update("UPDATE analytics.partition_day SET made_at = '2021-03-01' WHERE day = '" + day + "'");
    Feed.update(
        "INSERT INTO analytics.time_series_metrics (organization_id, subject_id, observed_at, received_at, event_key, "
            + "ordinal, measure_id, value) SELECT 77, 1 + floor(random() * 3000), t, t, gen_random_uuid(), 0, 0, 1 FROM ("
            + "SELECT timestamptz '" + day
            + "Z' + n * interval '4 seconds' AS t FROM generate_series(1, 20000) AS n) AS g");
  }

  private static long indexes(String part) {
    return Feed.count("SELECT pg_indexes_size('analytics.time_series_metrics_" + part + "')");
  }
}
