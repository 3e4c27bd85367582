package io.groundswell.ingest.segment;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The calls of the tracking API, each with the type of the event that it becomes and the member that holds what it
/// says.
enum Call {
  /// Its event has the name that the message gives it.
  TRACK("", "properties"),
  PAGE("page.viewed", "properties"),
  SCREEN("screen.viewed", "properties"),
  IDENTIFY("user.identified", "traits"),
  GROUP("user.grouped", "traits"),
  ALIAS("user.aliased", "properties");

  private final String eventType;
  private final String payload;

  Call(String eventType, String payload) {
    this.eventType = eventType;
    this.payload = payload;
  }

  /// The call that a message of a batch names as its `type`, or null.
  static @Nullable Call find(String name) {
    for (var call : values()) {
      if (call.slug().equals(name)) {
        return call;
      }
    }
    return null;
  }

  /// The name in paths and messages.
  String slug() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Empty for [#TRACK].
  String eventType() {
    return eventType;
  }

  String payload() {
    return payload;
  }
}
