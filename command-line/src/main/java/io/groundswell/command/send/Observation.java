package io.groundswell.command.send;

import io.groundswell.contract.Subject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An event to be sent.
///
/// @param id what makes it the same event when it is sent again, together with source, time and subject
/// @param userId the person who did it, or null
/// @param niche that the subject belongs to, or null
/// @param data a JSON object
public record Observation(String id, String type, Instant time, Subject subject, String platform,
    @Nullable String userId, @Nullable String niche, String data) {

  /// One that says nothing of niches.
  public Observation(String id, String type, Instant time, Subject subject, String platform, @Nullable String userId,
      String data) {
    this(id, type, time, subject, platform, userId, null, data);
  }
}
