package io.groundswell.contract;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How the numbers of a metric are to be read, and so how they may be aggregated.
public enum Kind {
  /// Adds up: three new likes.
  DELTA,
  /// A counter as the platform reports it: 1,204 likes so far. A fall is a counter reset, not a loss.
  TOTAL,
  /// A level that goes up and down.
  GAUGE;

  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The kind of that slug, or null.
  public static @Nullable Kind find(String slug) {
    for (var kind : values()) {
      if (kind.slug().equals(slug)) {
        return kind;
      }
    }
    return null;
  }
}
