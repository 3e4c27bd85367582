package io.groundswell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.groundwork.access.AccessConfig;
import io.groundswell.ingest.accounting.AccountingConfig;
import io.groundswell.ingest.backfill.BackfillConfig;
import io.groundswell.ingest.census.CensusConfig;
import io.groundswell.ingest.door.DoorConfig;
import io.groundswell.ingest.imports.ImportsConfig;
import io.groundswell.ingest.intake.IntakeConfig;
import io.groundswell.ingest.lines.LinesConfig;
import io.groundswell.ingest.publish.PublishConfig;
import io.groundswell.ingest.quota.QuotaConfig;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What holds where nobody configured anything.
@QuarkusTest
@QuarkusTestResource(EdgeBackend.class)
class DefaultsTest {

  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;

  @Inject
  IntakeConfig intake;

  @Inject
  DoorConfig door;

  @Inject
  CensusConfig census;

  @Inject
  QuotaConfig quota;

  @Inject
  LinesConfig lines;

  @Inject
  PublishConfig publish;

  @Inject
  BackfillConfig backfill;

  @Inject
  ImportsConfig imports;

  @Inject
  AccountingConfig accounting;

  @Inject
  AccessConfig access;

  @Test
  void theEdgeTakesEventsOfTheLastWeekInBatchesOfTenThousand() {
    assertThat(intake.liveBack()).isEqualTo(Duration.ofDays(7));
    assertThat(intake.ahead()).isEqualTo(Duration.ofMinutes(10));
    assertThat(intake.mostEvents()).isEqualTo(10_000);
    assertThat(intake.largestEvent().asLongValue()).isEqualTo(256 * KIB);
    assertThat(door.largestUnnamedBody().asLongValue()).isEqualTo(MIB);
    assertThat(door.largestBody().asLongValue()).isEqualTo(8 * MIB);
    assertThat(door.bodyDeadline()).isEqualTo(Duration.ofSeconds(30));
    assertThat(door.apartAbove().asLongValue()).isEqualTo(256 * KIB);
    assertThat(door.mostCountedKeys()).isEqualTo(500);
  }

  @Test
  void aKeyMaySendHalfAMillionEventsASecondAndHoldHalfOfTheMemory() {
    assertThat(quota.eventsPerSecond()).isEqualTo(500_000);
    assertThat(quota.bytesPerSecond().asLongValue()).isEqualTo(256 * MIB);
    assertThat(quota.burst()).isEqualTo(Duration.ofSeconds(2));
    assertThat(quota.mostHeld().asLongValue()).isEqualTo(64 * MIB);
    assertThat(quota.keyShare()).isEqualTo(50);
    assertThat(quota.addressShare()).isEqualTo(25);
  }

  @Test
  void aStreamOfLinesHoldsAFewMegabytes() {
    assertThat(lines.mostTogether()).isEqualTo(1_000);
    assertThat(lines.mostBytesTogether().asLongValue()).isEqualTo(MIB);
    assertThat(lines.patience()).isEqualTo(Duration.ofSeconds(25));
    assertThat(lines.mostStreams()).isEqualTo(64);
  }

  @Test
  void anOrganisationMayUseAThousandNamesAndAMillionSeriesADay() {
    assertThat(census.mostMetrics()).isEqualTo(1_000);
    assertThat(census.mostSeries()).isEqualTo(1_000_000);
    assertThat(census.mostRemembered()).isEqualTo(5_000_000);
  }

  @Test
  void theBrokerHasTenSecondsToAcknowledge() {
    assertThat(publish.deadline()).isEqualTo(Duration.ofSeconds(10));
    assertThat(publish.drainTimeout()).isEqualTo(Duration.ofSeconds(15));
    assertThat(publish.bufferMemory().asLongValue()).isEqualTo(64 * MIB);
    assertThat(publish.mostWaitingOfASubject().asLongValue()).isEqualTo(4 * MIB);
    assertThat(publish.batchSize().asLongValue()).isEqualTo(64 * KIB);
    assertThat(publish.linger()).isEqualTo(Duration.ZERO);
    assertThat(publish.compression()).isEqualTo("lz4");
    assertThat(publish.compressFrom()).isEqualTo(50);
    assertThat(publish.requestsInFlight()).isEqualTo(1);
    assertThat(publish.probeEvery()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aDeclaredRangeHasHalfAMinuteToGetItsPartitions() {
    assertThat(backfill.patience()).isEqualTo(Duration.ofSeconds(30));
    assertThat(backfill.lookEvery()).isEqualTo(Duration.ofMillis(200));
    assertThat(backfill.refreshEvery()).isEqualTo(Duration.ofSeconds(3));
    assertThat(backfill.longestRange()).isEqualTo(Duration.ofDays(1_100));
  }

  @Test
  void anImportIsDueInAWeekAndGivesWayToEverythingElse() {
    assertThat(imports.lease()).isEqualTo(Duration.ofSeconds(30));
    assertThat(imports.mostAttempts()).isEqualTo(3);
    assertThat(imports.recent()).isEqualTo(Duration.ofDays(90));
    assertThat(imports.deadline()).isEqualTo(Duration.ofDays(7));
    assertThat(imports.eventsPerSecond()).isEqualTo(50_000);
    assertThat(imports.lookEvery()).isEqualTo(Duration.ofSeconds(2));
    assertThat(imports.longestProbe()).isEqualTo(Duration.ofMillis(250));
    assertThat(imports.longestReplicationLag()).isEqualTo(Duration.ofSeconds(10));
    assertThat(imports.mostLogPerSecond().asLongValue()).isEqualTo(128 * MIB);
  }

  @Test
  void aKeyIsRevokedEverywhereWithinFiveSeconds() {
    assertThat(access.refreshEvery()).isEqualTo(Duration.ofSeconds(5));
    assertThat(access.lookAtMostEvery()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void countsAreWrittenEverySecond() {
    assertThat(accounting.flushEvery()).isEqualTo(Duration.ofSeconds(1));
    assertThat(accounting.mostCounts()).isEqualTo(100_000);
  }
}
