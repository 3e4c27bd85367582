package io.groundswell.metrics.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.groundwork.background.Background;
import io.groundswell.metrics.Asker;
import io.groundswell.metrics.Feed;
import io.groundswell.metrics.RecordBackend;
import io.groundswell.metrics.jobs.Jobs;
import io.groundswell.testkit.SettableClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RecordBackend.class)
class PartitionKeeperTest {

  @Inject
  PartitionStore store;

  @Inject
  PartitionConfig config;

  @Inject
  Background background;

  @Inject
  Jobs jobs;

  private final MeterRegistry meters = new SimpleMeterRegistry();

  @BeforeEach
  void untilReady() {
    Asker.untilReady();
  }

  @Test
  void theClockMakesPartitionsFromFifteenDaysBackToFourteenAhead() {
    var clock = SettableClock.at("2041-06-15T23:59:59Z");
    var keeper = keeper(clock);

    keeper.round(PartitionKeeper.Duty.MAKE);
    assertThat(daysOf("204106")).isEqualTo(29);
    assertThat(runway()).isEqualTo(15);

    clock.advance(Duration.ofSeconds(1));
    assertThat(runway()).isEqualTo(14);
    keeper.round(PartitionKeeper.Duty.MAKE);
    assertThat(daysOf("204106")).isEqualTo(30);
    assertThat(runway()).isEqualTo(15);
    assertThat(keeper.trouble()).isNull();
  }

  @Test
  void whoOnlyLooksMakesNothing() {
    keeper(SettableClock.at("2061-01-01T00:00:00Z")).round(PartitionKeeper.Duty.LOOK);

    assertThat(daysOf("206101")).isZero();
  }

  @Test
  void withoutAPartitionForTodayTheKeeperIsInTrouble() {
    assertThat(keeper(SettableClock.at("2051-01-01T00:00:00Z")).trouble()).isEqualTo("partitions not looked at yet");
  }

  @Test
  void replicasMakeTheSameDaysTogether() throws Exception {
    try (var replicas = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = LocalDate.parse("2042-01-01");
      var rounds = replicas.invokeAll(IntStream.range(0, 8).<Callable<Void>>mapToObj(replica -> () -> {
        for (int month = 0; month < 3; month++) {
          store.ensure(new DaySpan(first.plusMonths(month), first.plusMonths(month + 1).minusDays(1)),
              new PartitionInterval(24));
        }
        return null;
      }).toList());
      for (var round : rounds) {
        round.get();
      }
    }
    // Who finds another at work goes on and comes again: a last round makes what all of them left.
    store.ensure(new DaySpan(LocalDate.parse("2042-01-01"), LocalDate.parse("2042-01-31")), new PartitionInterval(24));

    assertThat(daysOf("204201")).isEqualTo(31);
    assertThat(
        Feed.count("SELECT count(*) FROM pg_class WHERE relname LIKE 'time_series_metrics_2042%' AND relkind = 'r'"))
        .isEqualTo(Feed
            .count("SELECT count(*) FROM analytics.partition_day WHERE day >= '2042-01-01' AND day < '2043-01-01'"));
  }

  @Test
  void aDeclaredRangeGetsItsPartitions() {
    Feed.declare(1, Instant.parse("2011-11-11T11:11:11Z"), Instant.parse("2011-12-24T00:00:00Z"));

    assertThat(Feed.count("SELECT count(*) FROM analytics.published_partition_days WHERE day >= '2011-11-11' "
        + "AND day < '2012-01-01'")).isEqualTo(43);
  }

  @Test
  void severalDaysShareAPartitionAndFillWhatIsFreeBesideOthers() {
    Feed.update("SELECT analytics.ensure_partitions('2031-01-05', '2031-01-05')");

    Feed.update("SELECT analytics.ensure_partitions('2031-01-01', '2031-01-12', 7 * 24)");

    // Weeks since 1970 begin on Thursdays.
    assertThat(Feed.text("SELECT partition_start || ' ' || count(*) FROM analytics.partition_day "
        + "WHERE day BETWEEN '2030-12-20' AND '2031-01-20' GROUP BY partition_start ORDER BY 1"))
        .isEqualTo("2030-12-26 7\n2031-01-02 3\n2031-01-05 1\n2031-01-06 3\n2031-01-09 7\n");
    assertThat(Feed.text("SELECT relname FROM pg_class WHERE relname ~ '^analytics_events_2031010.$' ORDER BY 1"))
        .isEqualTo("analytics_events_20310102\nanalytics_events_20310105\nanalytics_events_20310106\n"
            + "analytics_events_20310109\n");
  }

  @Test
  void aDayIsCutIntoHours() {
    Feed.update("SELECT analytics.ensure_partitions('2032-02-29', '2032-02-29', 6)");

    assertThat(Feed.text("SELECT relname FROM pg_class WHERE relname LIKE 'time_series_metrics_20320229%' "
        + "AND relkind IN ('r', 'p') ORDER BY 1").lines()).containsExactly("time_series_metrics_20320229",
            "time_series_metrics_20320229_00", "time_series_metrics_20320229_06", "time_series_metrics_20320229_12",
            "time_series_metrics_20320229_18");
    assertThat(Feed.count("SELECT count(*) FROM pg_indexes WHERE tablename LIKE 'time_series_metrics_20320229_%'"))
        .isEqualTo(4);
  }

  private PartitionKeeper keeper(SettableClock clock) {
    return new PartitionKeeper(store, new PartitionDays(), config, background, clock, jobs, meters);
  }

  private double runway() {
    return meters.get("groundswell.partition.runway.days").gauge().value();
  }

  private static long daysOf(String month) {
    return Feed.count("SELECT count(*) FROM analytics.partition_day WHERE to_char(day, 'YYYYMM') = '" + month + "'");
  }
}
