package io.groundswell.trend.memory;

import io.groundswell.trend.detect.Assessment;
import java.util.SortedMap;
import java.util.TreeMap;

/// A series that stands out.
///
/// @param platforms what the subject's metric counts in the window, by platform
public record Standout(Assessment assessment, SortedMap<String, Double> platforms) {

  public Standout {
    platforms = new TreeMap<>(platforms);
  }
}
