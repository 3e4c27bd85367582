package io.groundswell.metrics.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How much a day takes, whatever a partition holds. The days lie in a past that nobody else asks for.
@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class StorageReadsTest {

  @Inject
  ScopedReads reads;

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  /// Those that end within the last seven days: of a week one.
  @ParameterizedTest
  @CsvSource({"1, 2003-05-01, 2003-05-10, 2003-05-11, '2003050[456789]|20030510', 7",
      "24, 2004-05-01, 2004-05-10, 2004-05-11, '2004050[456789]|20040510', 7",
      "168, 2005-04-28, 2005-05-18, 2005-05-19, '20050512', 7"})
  void aDayTakesWhatItsPartitionsTake(int hours, LocalDate first, LocalDate last, LocalDate today, String starts,
      int days) {
    Feed.update("SELECT analytics.ensure_partitions('" + first + "', '" + last + "', " + hours + ")");
    fill(first, last);

    var perDay = storage(today).bytesPerDay();

    var all = Feed.count("SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relname ~ "
        + "'^(time_series_metrics|analytics_events)_(" + starts + ")'");
    assertThat(all).isPositive();
    assertThat(perDay).isCloseTo(all / days, within(1L));
  }

  @Test
  void aPartitionOfWeeksCountsAsFarAsItHasCome() {
    Feed.update("SELECT analytics.ensure_partitions('2006-05-01', '2006-05-01', 31 * 24)");
    var first = LocalDate.parse(Feed.text("SELECT min(day) FROM analytics.partition_day WHERE day >= '2006-01-01'")
        .strip());
    fill(first, first);

    // All of the day that is today has passed long since.
    var perDay = storage(first.plusDays(4)).bytesPerDay();

    var all = Feed.count("SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relname ~ "
        + "'^(time_series_metrics|analytics_events)_" + first.toString().replace("-", "") + "'");
    assertThat(perDay).isCloseTo(all / 5, within(1L));
    assertThat(storage(first).bytesPerDay()).isNull();
  }

  @Test
  void daysWithoutAnEventSayNothing() {
    Feed.update("SELECT analytics.ensure_partitions('2007-05-01', '2007-05-09', 1)");

    assertThat(storage(LocalDate.parse("2007-05-08")).bytesPerDay()).isNull();
  }

  private Storage storage(LocalDate today) {
    return reads.read(1, queries -> StorageReads.storage(queries, today));
  }

  /// A row an hour that is taken back: the file keeps the room, and nobody finds a row.
  private static void fill(LocalDate first, LocalDate last) {
    Feed.update("""
        DO $$ BEGIN
          INSERT INTO analytics.time_series_metrics
            SELECT at, at, 1, gen_random_uuid(), 1, 1, 1, 0
            FROM generate_series('%s'::timestamp AT TIME ZONE 'UTC', '%s 23:30'::timestamp AT TIME ZONE 'UTC',
              interval '1 hour') AS at;
          RAISE EXCEPTION 'not kept';
        EXCEPTION WHEN raise_exception THEN NULL; END $$""".formatted(first, last));
  }
}
