package io.groundswell.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.metrics.accounting.AccountingConfig;
import io.groundswell.metrics.archive.ArchiveConfig;
import io.groundswell.metrics.audit.AuditConfig;
import io.groundswell.metrics.capacity.CapacityConfig;
import io.groundswell.metrics.correction.CorrectionConfig;
import io.groundswell.metrics.dictionary.DictionaryConfig;
import io.groundswell.metrics.eventlog.EventLogConfig;
import io.groundswell.metrics.forgetting.ForgettingConfig;
import io.groundswell.metrics.jobs.JobsConfig;
import io.groundswell.metrics.longread.LongReadsConfig;
import io.groundswell.metrics.packing.PackingConfig;
import io.groundswell.metrics.partition.PartitionConfig;
import io.groundswell.metrics.partition.PartitionInterval;
import io.groundswell.metrics.performance.PerformanceConfig;
import io.groundswell.metrics.posts.PostsConfig;
import io.groundswell.metrics.quarantine.QuarantineConfig;
import io.groundswell.metrics.retention.RetentionConfig;
import io.groundswell.metrics.sketch.DaySketches;
import io.groundswell.metrics.sketch.SketchConfig;
import io.groundswell.metrics.top.TopConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What holds where nobody configures anything.
class DefaultsTest {

  @Test
  void theLogTakesFourThousandEventsInEachOfFourTransactions() {
    var config = of(EventLogConfig.class);

    assertThat(config.live().enabled()).isTrue();
    assertThat(config.live().maxBatch()).isEqualTo(8_000);
    assertThat(config.live().connections()).isEqualTo(4);
    assertThat(config.live().spacing()).isEqualTo(Duration.ofMillis(20));
    assertThat(config.backfill().enabled()).isTrue();
    assertThat(config.backfill().maxBatch()).isEqualTo(8_000);
    assertThat(config.backfill().connections()).isEqualTo(4);
    assertThat(config.statementTimeout()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void partitionsReachFromFifteenDaysBackToFourteenAhead() {
    var config = of(PartitionConfig.class);

    assertThat(config.daysBack()).isEqualTo(15);
    assertThat(config.daysAhead()).isEqualTo(14);
    assertThat(config.interval()).isEqualTo(new PartitionInterval(24));
    assertThat(config.every()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void capacityIsLookedAtEveryTenSecondsAndRememberedForADay() {
    var config = of(CapacityConfig.class);

    assertThat(config.disk()).isEmpty();
    assertThat(config.every()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.every().multipliedBy(config.remembered())).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void aClockIsCalledWrongFromHalfAMinuteOn() {
    assertThat(of(AccountingConfig.class).clockWarning()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void theForgottenAreRememberedLongerThanTopicsKeepRecords() {
    var config = of(ForgettingConfig.class);

    assertThat(config.remember()).isEqualTo(Duration.ofDays(35));
    assertThat(config.lookEvery()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.dayTimeout()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void aCorrectionWaitsForItsEventAsLongAsTheForgottenAreRemembered() {
    var config = of(CorrectionConfig.class);

    assertThat(config.mostPending()).isEqualTo(10_000);
    assertThat(config.patience()).isEqualTo(Duration.ofDays(35));
    assertThat(config.every()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void replaysOfOthersAreLookedForEverySecond() {
    var config = new SmallRyeConfigBuilder().addDiscoveredConverters().addDefaultInterceptors()
        .withMapping(QuarantineConfig.class).build().getConfigMapping(QuarantineConfig.class);

    assertThat(config.lookEvery()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void nothingIsArchivedUntilSomebodySaysWhere() {
    var config = of(ArchiveConfig.class);

    assertThat(config.directory()).isEmpty();
    assertThat(config.keepDays()).isEmpty();
    assertThat(config.every()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void indexesArePackedWhenTheirDayHasBeenOverForTwo() {
    var config = of(PackingConfig.class);

    assertThat(config.afterDays()).contains(2);
    assertThat(config.every()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void whatHasExpiredIsLookedForEveryMinute() {
    var config = of(RetentionConfig.class);

    assertThat(config.every()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.dayTimeout()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void aJobIsTakenOverAfterAQuarterOfAMinute() {
    assertThat(of(JobsConfig.class).lease()).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void theAuditorComesRoundEveryTenMinutes() {
    var config = of(AuditConfig.class);

    assertThat(config.every()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.dayTimeout()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void theUsualMetricsAreRankedAndTheirListsAreASecondOld() {
    var config = of(TopConfig.class);

    assertThat(config.metrics()).containsExactlyInAnyOrder("likes", "views", "shares", "comments", "remixes",
        "followers", "like", "view", "share", "comment", "remix");
    assertThat(config.fresh()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.oldest()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.foldEvery()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.deleteEvery()).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void creatorsAreRankedAnewAfterTenSecondsAndNoRankingIsOlderThanTenMinutes() {
    var config = of(PostsConfig.class);

    assertThat(config.fresh()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.oldest()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void personsOfViewsAndSecondsWatchedAreSketched() {
    assertThat(of(SketchConfig.class).persons().orElseThrow()).containsExactlyInAnyOrder("view", "watch");
    assertThat(of(SketchConfig.class).quantiles().orElseThrow()).containsExactly("watch_seconds");
  }

  @Test
  void anEmptySettingSwitchesSketchesOff() {
    var config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(SketchConfig.class)
        .withDefaultValue("groundswell.sketch.persons", "").withDefaultValue("groundswell.sketch.quantiles", "").build()
        .getConfigMapping(SketchConfig.class);

    assertThat(config.persons()).isEmpty();
    assertThat(config.quantiles()).isEmpty();
    assertThat(new DaySketches(config).has("view")).isFalse();
  }

  @Test
  void requestsOfAQuarterOfASecondAreKeptForTwoWeeks() {
    var config = of(PerformanceConfig.class);

    assertThat(config.slow()).isEqualTo(Duration.ofMillis(250));
    assertThat(config.sample()).isEqualTo(0.01);
    assertThat(config.capacity()).isEqualTo(2_000);
    assertThat(config.writeEvery()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.keep()).isEqualTo(Duration.ofDays(14));
  }

  @Test
  void fourLongReadsAtATime() {
    var config = of(LongReadsConfig.class);

    assertThat(config.atOnce()).isEqualTo(4);
    assertThat(config.patience()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void dictionariesRemember() {
    var config = of(DictionaryConfig.class);

    assertThat(config.subjects()).isEqualTo(200_000);
    assertThat(config.persons()).isEqualTo(100_000);
    assertThat(config.measures()).isEqualTo(20_000);
    assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(20));
  }

  private static <T> T of(Class<T> mapping) {
    return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(mapping).build().getConfigMapping(mapping);
  }
}
