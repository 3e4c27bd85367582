package io.groundswell.command.series;

import java.math.BigDecimal;
import java.time.Instant;

/// One row of a file.
///
/// @param number 1 for the first row of data, whatever line it stands on
/// @param time when it was observed
/// @param value as written, so that no digit is lost on the way
public record Row(long number, Instant time, BigDecimal value) {
}
