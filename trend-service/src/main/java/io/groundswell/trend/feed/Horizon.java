package io.groundswell.trend.feed;

import io.groundswell.trend.detect.Bucket;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// The days that are counted at a moment: 28 back, so that a baseline has four of every weekday, and 14 ahead, so that
/// nobody waits for a table. Counts are kept for eight days more: a series that was last seen a week ago remembers four
/// weeks of before that.
record Horizon(LocalDate first, LocalDate last) {

  private static final int DAYS_AHEAD = 14;
  private static final int DAYS_BEHIND = 8;

  static Horizon at(Instant now) {
    var today = now.atOffset(ZoneOffset.UTC).toLocalDate();
    return new Horizon(today.minusDays(Bucket.DAYS_KEPT), today.plusDays(DAYS_AHEAD));
  }

  /// Whether an event of that time is counted.
  boolean holds(Instant observedAt) {
    return !observedAt.isBefore(begin().toInstant())
        && observedAt.isBefore(last.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC));
  }

  /// The first day whose counts are kept.
  LocalDate firstKept() {
    return first.minusDays(DAYS_BEHIND);
  }

  OffsetDateTime kept() {
    return firstKept().atStartOfDay().atOffset(ZoneOffset.UTC);
  }

  /// From when on it is counted who is behind what: the last week, and a day more for a batch that has waited.
  OffsetDateTime creators() {
    return last.minusDays(DAYS_AHEAD + DAYS_BEHIND).atStartOfDay().atOffset(ZoneOffset.UTC);
  }

  OffsetDateTime begin() {
    return first.atStartOfDay().atOffset(ZoneOffset.UTC);
  }
}
