package io.groundswell.metrics.correction;

import io.groundswell.contract.Kind;
import java.time.Instant;

/// A number that changed.
///
/// @param at the time of the event that has it
public record Corrected(int organization, int subject, int measure, String metric, Kind kind, Instant at, double before,
    double after) {
}
