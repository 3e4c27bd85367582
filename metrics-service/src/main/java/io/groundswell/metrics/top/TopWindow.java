package io.groundswell.metrics.top;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// How far back a list looks: whole quarters of an hour, or whole UTC days, and the one that is running.
enum TopWindow {
  HOUR("1h", Duration.ofHours(1)),
  DAY("24h", Duration.ofHours(24)),
  WEEK("7d", Duration.ofDays(7)),
  MONTH("30d", Duration.ofDays(30));

  private static final long QUARTER_SECONDS = 900;

  private final String slug;
  private final Duration length;

  TopWindow(String slug, Duration length) {
    this.slug = slug;
    this.length = length;
  }

  static @Nullable TopWindow find(String slug) {
    for (var window : values()) {
      if (window.slug.equals(slug)) {
        return window;
      }
    }
    return null;
  }

  static Instant quarter(Instant at) {
    return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), QUARTER_SECONDS) * QUARTER_SECONDS);
  }

  String slug() {
    return slug;
  }

  boolean isDays() {
    return length.compareTo(DAY.length) > 0;
  }

  /// Where the window begins that ends now.
  Instant start(Instant now) {
    return (isDays() ? now.truncatedTo(ChronoUnit.DAYS) : quarter(now)).minus(length);
  }
}
