package io.groundswell.metrics.eventlog;

import io.groundswell.contract.Reading;
import io.groundswell.contract.Subject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event as the log keeps it.
///
/// @param key recognises the event again, together with subject and time
/// @param readings its numbers; may be none
/// @param content what it is beyond its numbers, null for an event that is nothing but numbers
record LoggedEvent(int organization, String source, Instant receivedAt, Instant observedAt, UUID key,
    Subject subject, String platform, List<Reading> readings, @Nullable Content content) {

  /// @param attributes further extension attributes as JSON
  /// @param data the event's `data` as JSON
  record Content(String type, @Nullable String userId, @Nullable String niche, @Nullable String attributes,
      @Nullable String data) {
  }
}
