package io.groundswell.metrics.people;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that somebody did, as an event that was stored says it.
///
/// @param subject the number of what it was done with
/// @param key that of the event
/// @param type one of [#TYPES]
/// @param person the number of whoever did it, null where the event does not say
/// @param data the event's data as JSON
public record Deed(int organization, int subject, String platform, Instant observedAt, UUID key, String type,
    @Nullable Long person, String data) {

  /// The types of events that tell how persons spend their time.
  public static final Set<String> TYPES = Set.of("session.ended", "content.engaged");
}
