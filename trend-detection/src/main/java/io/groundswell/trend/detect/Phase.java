package io.groundswell.trend.detect;

import java.util.Locale;

/// Where a series is in the course of a trend.
public enum Phase {
  /// Within its normal.
  CALM,
  /// It has left its normal and is near its peak so far.
  RISEN,
  /// It has come down clearly from its peak, and is still above its normal.
  PEAKED;

  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}
