package io.groundswell.metrics.rollup;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/// Why a rollup changed. Of several reasons at once the last in this order is told.
public enum Change {
  /// An event of the live lane, received on its day.
  LIVE,
  /// History.
  BACKFILL,
  /// An event of the live lane, received after its UTC day, and the minute of grace, were over.
  LATE,
  /// A record from the quarantine, sent again.
  REPLAY,
  /// A number was corrected.
  CORRECTION,
  /// The rollup was not what its rows come to, and the auditor mended it.
  REPAIR;

  private static final Duration GRACE = Duration.ofSeconds(60);

  /// Of an event of the live lane.
  public static Change ofLive(Instant observedAt, Instant receivedAt) {
    var day = LocalDate.ofInstant(observedAt, ZoneOffset.UTC);
    var over = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().plus(GRACE);
    return receivedAt.isAfter(over) ? LATE : LIVE;
  }

  public static Change find(String slug) {
    return valueOf(slug.toUpperCase(Locale.ROOT));
  }

  @JsonValue
  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}
