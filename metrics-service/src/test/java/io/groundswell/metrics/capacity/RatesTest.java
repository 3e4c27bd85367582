package io.groundswell.metrics.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatesTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void nothingIsKnownBeforeTheSecondLook() {
    assertThat(Rates.of(List.of(look(0, 10, 10)))).isEqualTo(Rates.NONE);
  }

  @Test
  void whatWasStoredWhileNothingWaitedIsAFloor() {
    var rates = Rates.of(List.of(look(0, 0, 0), look(10, 1_000, 1_000), look(20, 6_000, 6_000)));

    assertThat(rates.arriving()).isEqualTo(300);
    assertThat(rates.sustainable()).isEqualTo(500);
    assertThat(rates.isMeasured()).isFalse();
  }

  @Test
  void whatWasStoredWhileMuchWaitedIsWhatCanBeDone() {
    var rates = Rates.of(List.of(look(0, 500_000, 0), look(10, 500_000, 100_000), look(20, 500_000, 200_000)));

    assertThat(rates.sustainable()).isEqualTo(10_000);
    assertThat(rates.isMeasured()).isTrue();
    assertThat(rates.toCatchUp(300_000)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void theBatchAtHandIsNoBacklog() {
    var rates = Rates.of(List.of(look(0, 100, 0), look(10, 10_100, 10_000), look(20, 20_100, 20_000)));

    assertThat(rates.isMeasured()).isFalse();
  }

  @Test
  void aSlowMinuteWithABacklogDoesNotHideWhatWasDoneBefore() {
    var rates = Rates.of(List.of(look(0, 0, 0), look(10, 50_000, 50_000), look(20, 90_000, 51_000),
        look(30, 90_000, 52_000)));

    assertThat(rates.sustainable()).isEqualTo(5_000);
    assertThat(rates.isMeasured()).isFalse();
  }

  @Test
  void aBacklogThatGrowsIsNeverCaughtUp() {
    var rates = Rates.of(List.of(look(0, 100_000, 0), look(10, 300_000, 50_000)));

    assertThat(rates.arriving()).isEqualTo(20_000);
    assertThat(rates.sustainable()).isEqualTo(5_000);
    assertThat(rates.toCatchUp(250_000)).isNull();
    assertThat(rates.toCatchUp(0)).isEqualTo(Duration.ZERO);
  }

  @Test
  void nowIsTheLastMinuteAndTheFastestOfAllRemains() {
    var rates = Rates.of(List.of(look(0, 0, 0), look(10, 20_000, 20_000), look(3_600, 20_000, 20_000),
        look(3_610, 20_100, 20_100)));

    assertThat(rates.arriving()).isEqualTo(10);
    assertThat(rates.sustainable()).isEqualTo(2_000);
  }

  @Test
  void aDatabaseThatLostItsTailGivesNoNegativeRate() {
    var rates = Rates.of(List.of(look(0, 10_000, 9_000), look(10, 10_000, 4_000)));

    assertThat(rates.storing()).isZero();
    assertThat(rates.sustainable()).isNull();
  }

  @Test
  void theDiskIsFullWhenWhatIsLeftIsUsedUpDayByDay() {
    var storage = new Storage(40_000_000_000L, 2_000_000_000L, LocalDate.of(2026, 3, 15), LocalDate.of(2026, 2, 1));

    assertThat(storage.daysLeft(100_000_000_000L)).isEqualTo(30);
    assertThat(storage.daysLeft(30_000_000_000L)).isZero();
    assertThat(storage.daysLeft(null)).isNull();
  }

  @Test
  void itIsSaidInPlainWords() {
    var rates = Rates.of(List.of(look(0, 500_000, 0), look(10, 500_000, 100_000)));
    var disk = new Capacity.Disk(40_000_000_000L, 100_000_000_000L, 2_000_000_000L, 30L);
    var next = List.of(new Capacity.Action("make", LocalDate.of(2026, 3, 16), Instant.parse("2026-03-02T00:00:00Z")));

    assertThat(PlainWords.of(rates, look(10, 500_000, 100_000), disk, next)).containsExactly(
        "0 events a second come in, and 10,000 are stored.",
        "10,000 a second can be stored: measured while there was more to do.",
        "400,000 records wait; it takes 40 s to catch up at this rate.",
        "2 replicas share the 12 partitions; up to 12 can, for 60,000 a second if the database goes along.",
        "The database holds 40 GB and grows by 2 GB a day; its disk of 100 GB is full in 30 days.",
        "The tables of 2026-03-16 are made at 2026-03-02T00:00:00Z.");
  }

  private static Look look(int second, long written, long stored) {
    return new Look(NOON.plusSeconds(second), written, stored, written - stored, 12, 2);
  }
}
