package io.groundswell.metrics.calendar;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import org.jspecify.annotations.Nullable;

/// The spans of time that a series can be asked in.
public enum Bucket {
  FIVE_MINUTES("5m", 300, 72),
  QUARTER_HOUR("15m", 900, 96),
  HOUR("1h", 3_600, 24),
  DAY("1d", 0, 30),
  WEEK("1w", 0, 12),
  MONTH("1mo", 0, 12);

  private final String text;
  private final int seconds;
  private final int usualCount;

  Bucket(String text, int seconds, int usualCount) {
    this.text = text;
    this.seconds = seconds;
    this.usualCount = usualCount;
  }

  public static @Nullable Bucket find(String text) {
    for (var bucket : values()) {
      if (bucket.text.equals(text)) {
        return bucket;
      }
    }
    return null;
  }

  public String text() {
    return text;
  }

  /// How many are answered where nobody says from when.
  public int usualCount() {
    return usualCount;
  }

  public boolean isDays() {
    return seconds == 0;
  }

  /// Where the bucket that holds the instant ends: the first instant after it that begins another one.
  ///
  /// Minutes and hours go by the zone's offset at that instant: in Kathmandu (+05:45) hours begin at :15 UTC. Days,
  /// weeks (from Monday) and months begin at the zone's first instant of a day, so a day has 23 to 25 hours. Where the
  /// clocks change within an hour, the hour ends there: the next one begins on the new clock.
  public Instant end(Instant at, ZoneId zone) {
    if (isDays()) {
      return next(at.atZone(zone).toLocalDate()).atStartOfDay(zone).toInstant();
    }
    var rules = zone.getRules();
    long local = at.getEpochSecond() + rules.getOffset(at).getTotalSeconds();
    var end = Instant.ofEpochSecond(at.getEpochSecond() + seconds - Math.floorMod(local, seconds));
    var change = rules.isFixedOffset() ? null : rules.nextTransition(at);
    return change != null && change.getInstant().isBefore(end) ? change.getInstant() : end;
  }

  /// So many buckets before an end of one. Days, weeks and months go by the calendar of the zone; an end that is none
  /// stays as far from midnight, and from Monday or the first, as it was.
  public Instant before(Instant end, int count, ZoneId zone) {
    var local = end.atZone(zone);
    return switch (this) {
      case FIVE_MINUTES, QUARTER_HOUR, HOUR -> end.minusSeconds((long) count * seconds);
      case DAY -> local.minusDays(count).toInstant();
      case WEEK -> local.minusWeeks(count).toInstant();
      case MONTH -> local.minusMonths(count).toInstant();
    };
  }

  private LocalDate next(LocalDate day) {
    return switch (this) {
      case WEEK -> day.with(TemporalAdjusters.next(DayOfWeek.MONDAY));
      case MONTH -> day.with(TemporalAdjusters.firstDayOfNextMonth());
      case DAY, FIVE_MINUTES, QUARTER_HOUR, HOUR -> day.plusDays(1);
    };
  }
}
