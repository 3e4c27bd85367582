package io.groundswell.metrics.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DayTotalsTest {

  private static final DayKey KEY = new DayKey(1, 1, 1, 20_000);
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void theOrderOfTheRowsDoesNotMatter() {
    var random = new Random(3);
    for (int round = 0; round < 50; round++) {
      var rows = new ArrayList<Row>();
      for (int i = 0; i < 200; i++) {
        rows.add(new Row(NOON.plusSeconds(random.nextInt(5)), new UUID(random.nextLong(), random.nextLong()),
            random.nextInt(3) == 0 ? random.nextInt(1_000) : new BigDecimal(random.nextInt(1_000_000)).movePointLeft(4)
                .doubleValue()));
      }
      var first = totals(rows);
      Collections.shuffle(rows, random);
      var again = totals(rows);

      assertThat(again.sum()).isEqualByComparingTo(first.sum());
      assertThat(again.lastKey).isEqualTo(first.lastKey);
      assertThat(again.minimum).isEqualTo(first.minimum);
      assertThat(again.maximum).isEqualTo(first.maximum);
    }
  }

  @Test
  void tenTenthsAreOne() {
    var totals = new DayTotals(KEY, NOON, new UUID(0, 0), 0.1, Change.LIVE);
    for (int i = 1; i < 10; i++) {
      totals.add(NOON, new UUID(0, i), 0.1, Change.LIVE);
    }

    assertThat(totals.sum()).isEqualByComparingTo("1");
  }

  @Test
  void theLargestNumbersDoNotOverflow() {
    var totals = new DayTotals(KEY, NOON, new UUID(0, 0), 999_999_999_999_999d, Change.LIVE);
    for (int i = 1; i < 20_000; i++) {
      totals.add(NOON, new UUID(0, i), 999_999_999_999_999d, Change.LIVE);
    }

    assertThat(totals.sum())
        .isEqualByComparingTo(new BigDecimal("999999999999999").multiply(BigDecimal.valueOf(20_000)));
  }

  @Test
  void atTheSameTimeTheGreaterKeyIsTheLastAsPostgresqlCompares() {
    var totals = new DayTotals(KEY, NOON, new UUID(0x7fffffffffffffffL, 0), 1, Change.LIVE);
    totals.add(NOON, new UUID(0x8000000000000000L, 0), 2, Change.LIVE);

    assertThat(totals.lastValue).as("8000… is greater than 7fff… byte for byte").isEqualTo(2);
  }

  private static DayTotals totals(Iterable<Row> rows) {
    DayTotals totals = null;
    for (var row : rows) {
      if (totals == null) {
        totals = new DayTotals(KEY, row.at, row.key, row.value, Change.LIVE);
      } else {
        totals.add(row.at, row.key, row.value, Change.LIVE);
      }
    }
    return totals;
  }

  private record Row(Instant at, UUID key, double value) {
  }
}
