package io.groundswell.metrics.series;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import org.jspecify.annotations.Nullable;

/// The spans of time that a series can be asked in.
enum Bucket {
  FIVE_MINUTES("5m", 300),
  QUARTER_HOUR("15m", 900),
  HOUR("1h", 3_600),
  DAY("1d", 0),
  WEEK("1w", 0),
  MONTH("1mo", 0);

  private final String text;
  private final int seconds;

  Bucket(String text, int seconds) {
    this.text = text;
    this.seconds = seconds;
  }

  static @Nullable Bucket find(String text) {
    for (var bucket : values()) {
      if (bucket.text.equals(text)) {
        return bucket;
      }
    }
    return null;
  }

  String text() {
    return text;
  }

  boolean isDays() {
    return seconds == 0;
  }

  /// Where the bucket that holds the instant ends: the first instant after it that begins another one.
  ///
  /// Minutes and hours go by the zone's offset at that instant: in Kathmandu (+05:45) hours begin at :15 UTC. Days, weeks (from
  /// Monday) and months begin at the zone's first instant of a day, so a day has 23 to 25 hours.
  Instant end(Instant at, ZoneId zone) {
    if (!isDays()) {
      long local = at.getEpochSecond() + zone.getRules().getOffset(at).getTotalSeconds();
      return Instant.ofEpochSecond(at.getEpochSecond() + seconds - Math.floorMod(local, seconds));
    }
    var today = at.atZone(zone).toLocalDate();
    return next(today).atStartOfDay(zone).toInstant();
  }

  private LocalDate next(LocalDate day) {
    return switch (this) {
      case WEEK -> day.with(TemporalAdjusters.next(DayOfWeek.MONDAY));
      case MONTH -> day.with(TemporalAdjusters.firstDayOfNextMonth());
      case DAY, FIVE_MINUTES, QUARTER_HOUR, HOUR -> day.plusDays(1);
    };
  }
}
