package io.groundswell.trend.memory;

import java.util.Locale;

/// Something that befell a whole platform, or a whole metric of it, and so is no trend of any subject.
///
/// @param metric empty for all of them
/// @param since the first bucket that it was seen in
public record Disturbance(int organization, String platform, String metric, Kind kind, long since) {

  /// What it is.
  public enum Kind {
    /// Nothing comes any more, though much should: an outage, here or there.
    SILENT,
    /// Most series of the metric rose at once: it counts something else now.
    REDEFINED;

    public String slug() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
