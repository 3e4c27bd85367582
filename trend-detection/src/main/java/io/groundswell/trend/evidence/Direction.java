package io.groundswell.trend.evidence;

import java.util.Locale;

/// Where a trend is going, judged by finished steps only.
public enum Direction {
  RISING,
  STEADY,
  FALLING;

  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}
