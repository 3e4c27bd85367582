package io.groundswell.metrics.content;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an event that was stored says of a post or a creator.
///
/// @param subjectType `post` or `creator`; an event of a type below about something else tells of no content
/// @param subject its number
/// @param type one of [#TYPES]
/// @param person the number of the person whom the event names, or null
/// @param data the event's data as JSON
public record Told(int organization, String subjectType, int subject, String platform, Instant observedAt,
    Instant receivedAt, String type, @Nullable Long person, String data) {

  /// The types of events that tell of content.
  public static final Set<String> TYPES = Set.of("post.published", "post.updated", "creator.updated");
}
