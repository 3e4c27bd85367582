package io.groundswell.trend.memory;

import io.groundswell.trend.detect.Assessment;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A series that stands out.
///
/// @param platforms what the subject's metric counts in the window, by platform
/// @param late the latest event of the last week that had it judged anew; null where there was none
public record Standout(Assessment assessment, SortedMap<String, Double> platforms, @Nullable Late late) {

  public Standout {
    platforms = new TreeMap<>(platforms);
  }
}
