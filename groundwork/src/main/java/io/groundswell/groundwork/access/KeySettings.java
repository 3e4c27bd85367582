package io.groundswell.groundwork.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a key has of its own, beside what it opens.
///
/// @param stampsMissingTime an event without `time` gets the time of its receipt instead of a refusal; a retry of it is
/// another event
/// @param eventsPerSecond how many events it may send a second, null for as many as anybody
/// @param bytesPerSecond how many bytes of bodies it may send a second, null for as many as anybody
/// @param corsOrigins the web origins (`https://app.example`) whose pages may use it
public record KeySettings(boolean stampsMissingTime, @Nullable Integer eventsPerSecond, @Nullable Long bytesPerSecond,
    Set<String> corsOrigins) {

  /// Of a key that nobody set up further.
  public static final KeySettings USUAL = new KeySettings(false, null, null, Set.of());

  public KeySettings {
    corsOrigins = Set.copyOf(corsOrigins);
  }
}
