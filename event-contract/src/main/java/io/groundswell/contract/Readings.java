package io.groundswell.contract;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which numbers an event contributes to which series, by its type. The edge asks, to refuse what could not be stored;
/// the services ask, to store and count the same numbers.
///
/// | type | readings |
/// |---|---|
/// | `metric.observed` | its `data.metrics`, all of its `data.kind` (default delta) |
/// | `content.engaged` | delta 1 of `data.action`, and delta `watch_seconds` where given |
/// | `post.published`, `post.updated`, `creator.updated` | the totals that the platform reports |
/// | `metric.corrected` | none: it changes those of another event, see [Correction] |
/// | anything else | delta 1 of `events` |
///
/// Deltas are multiplied by `sampledrate`.
public sealed interface Readings {

  /// @param readings none twice for the same metric
  record Of(List<Reading> readings) implements Readings {
  }

  record Refused(Refusal refusal) implements Readings {
  }

  /// An event has at most so many metrics.
  int MOST_METRICS = EventLimits.MOST_METRICS;

  String METRIC_OBSERVED = "metric.observed";

  Set<String> ACTIONS = Set.of("view", "like", "share", "comment", "remix", "watch", "skip");

  /// Platform counters by the name of their member in `data`, and the metric that each becomes.
  Map<String, String> TOTALS = Map.of("like_count", "likes", "view_count", "views", "remix_count", "remixes",
      "comment_count", "comments", "share_count", "shares", "follower_count", "followers", "following_count",
      "following", "post_count", "posts");

  /// Those of [#TOTALS] that are a creator's, also within a post's `creator`.
  static Map<String, String> creatorTotals() {
    return Map.of("follower_count", "followers", "following_count", "following", "post_count", "posts");
  }

  static Readings of(CloudEvent event) {
    return ReadingsReader.read(event);
  }

  /// Whether a metric may be called so: a letter, then letters, digits, `_ . : -`; at most 64 in all.
  static boolean isMetricName(String name) {
    if (name.isEmpty() || name.length() > EventLimits.LONGEST_METRIC) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean inner = (c >= '0' && c <= '9') || c == '_' || c == '.' || c == ':' || c == '-';
      if (!letter && (i == 0 || !inner)) {
        return false;
      }
    }
    return true;
  }
}
