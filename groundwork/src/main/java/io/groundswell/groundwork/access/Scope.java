package io.groundswell.groundwork.access;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a key may do.
public enum Scope {
  /// Send events to the live lane.
  WRITE,
  /// Declare ranges of history and send events to the backfill lane.
  BACKFILL,
  /// Query.
  READ,
  /// Everything, and what concerns operators.
  ADMIN;

  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }

  static @Nullable Scope find(String slug) {
    for (var scope : values()) {
      if (scope.slug().equals(slug)) {
        return scope;
      }
    }
    return null;
  }
}
