package io.groundswell.contract;

import java.time.Instant;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event as its sender described it: CloudEvents 1.0 with the attributes that Groundswell gives a meaning.
///
/// @param time when it happened, to the microsecond
/// @param subject what it is about; null where the sender named none
/// @param platform where it happened; null where the sender named none
/// @param extensions every further attribute, by name: `String`, `Long` or `Boolean`
/// @param data the JSON object of `data`, null where there is none
public record CloudEvent(
    String id,
    String source,
    String type,
    Instant time,
    @Nullable Subject subject,
    @Nullable String platform,
    SortedMap<String, Object> extensions,
    @Nullable JsonSpan data) {

  /// Extension: when the sender sent it, by its own clock.
  public static final String SENT_TIME = "senttime";

  /// Extension, ours: the record in the quarantine that this event replaces, a UUID.
  public static final String REPLAY_OF = "replayof";

  /// The person who did it (extension `userid`), or null.
  public @Nullable String userId() {
    return (String) extensions.get("userid");
  }

  /// The niche that the sender put it in (extension `niche`), or null.
  public @Nullable String niche() {
    return (String) extensions.get("niche");
  }

  /// Of how many events this one was sampled (extension `sampledrate`): deltas count that often; 1 where absent.
  public long sampledRate() {
    return extensions.get("sampledrate") instanceof Long rate ? rate : 1;
  }

  /// When it was sent, by the sender's clock (extension `senttime`); null where absent or no time.
  public @Nullable Instant sentAt() {
    return extensions.get(SENT_TIME) instanceof String text ? Rfc3339.find(text) : null;
  }

  /// The record in the quarantine that this event replaces (extension `replayof`), or null.
  public @Nullable UUID replayOf() {
    try {
      return extensions.get(REPLAY_OF) instanceof String text ? UUID.fromString(text) : null;
    } catch (IllegalArgumentException writtenPastTheEdge) {
      return null;
    }
  }

  /// This event with its place filled in: the subject `source/<source>` and the given platform where it named none.
  public CloudEvent placed(String defaultPlatform) {
    if (subject != null && platform != null) {
      return this;
    }
    var about = subject != null ? subject : new Subject("source", source);
    return new CloudEvent(id, source, type, time, about, platform != null ? platform : defaultPlatform, extensions,
        data);
  }
}
