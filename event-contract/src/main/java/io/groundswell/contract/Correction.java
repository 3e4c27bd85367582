package io.groundswell.contract;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an event of the type `metric.corrected` says: which event of the same subject reported wrong numbers, and what
/// they should have been. Of several corrections of a number the one with the greatest (time, key) holds, in whatever
/// order they come.
///
/// @param source of the corrected event
/// @param id of the corrected event
/// @param time of the corrected event
/// @param metrics the right numbers by metric, as they count: deltas of a sampled event already multiplied
public record Correction(String source, String id, Instant time, Map<String, Double> metrics) {

  public static final String TYPE = "metric.corrected";

  public Correction {
    metrics = Map.copyOf(metrics);
  }

  /// What an accepted event corrects; null where it is of another type, or was written past the edge and says nothing
  /// of use.
  public static @Nullable Correction find(CloudEvent event) {
    return event.type().equals(TYPE) ? ReadingsReader.findCorrection(event) : null;
  }
}
