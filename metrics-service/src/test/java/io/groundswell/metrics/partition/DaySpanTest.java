package io.groundswell.metrics.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DaySpanTest {

  @Test
  void gapsAndLengthCutASetOfDaysIntoSpans() {
    var days = new TreeSet<>(List.of(day("2026-01-01"), day("2026-01-02"), day("2026-01-05")));
    day("2026-02-01").datesUntil(day("2026-04-01")).forEach(days::add);

    assertThat(DaySpan.of(days, 31)).containsExactly(
        new DaySpan(day("2026-01-01"), day("2026-01-02")), new DaySpan(day("2026-01-05"), day("2026-01-05")),
        new DaySpan(day("2026-02-01"), day("2026-03-03")), new DaySpan(day("2026-03-04"), day("2026-03-31")));
  }

  @Test
  void aRangeTouchesTheUtcDaysOfItsFirstAndItsLastInstant() {
    var range = new DeclaredRange(1, Instant.parse("2026-01-01T23:59:59Z"), Instant.parse("2026-01-03T00:00:00Z"));

    assertThat(range.days().map(LocalDate::toString).toList())
        .containsExactly("2026-01-01", "2026-01-02");
  }

  private static LocalDate day(String text) {
    return LocalDate.parse(text);
  }
}
