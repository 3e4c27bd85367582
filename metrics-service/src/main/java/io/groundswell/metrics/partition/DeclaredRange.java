package io.groundswell.metrics.partition;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/// History that an organisation said it will send.
///
/// @param to exclusive
public record DeclaredRange(int organization, Instant from, Instant to) {

  /// The UTC days that it touches.
  Stream<LocalDate> days() {
    var last = to.minusNanos(1).atOffset(ZoneOffset.UTC).toLocalDate();
    return from.atOffset(ZoneOffset.UTC).toLocalDate().datesUntil(last.plusDays(1));
  }
}
