package io.groundswell.metrics.rollup;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
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

  private static final long DAY_SECONDS = 86_400;
  private static final long GRACE_SECONDS = 60;

  /// Of an event of the live lane.
  public static Change ofLive(Instant observedAt, Instant receivedAt) {
    long day = Math.floorDiv(observedAt.getEpochSecond(), DAY_SECONDS);
    var over = Instant.ofEpochSecond((day + 1) * DAY_SECONDS + GRACE_SECONDS);
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
