package io.groundswell.trend.platform;

import java.util.Set;
import java.util.function.ToDoubleFunction;

/// Something that people do with a post, and the names under which platforms count it.
///
/// @param metrics its names, at least one
public record Interaction(Set<String> metrics) {

  public Interaction {
    metrics = Set.copyOf(metrics);
  }

  /// `like+likes`.
  ///
  /// @throws IllegalArgumentException where a name is empty or stands there twice
  public static Interaction of(String names) {
    return new Interaction(Set.of(names.split("\\+", -1)));
  }

  /// How often it was done: the most that one of its names counts. The others are the same once more: a platform that
  /// sends each like and the sum of an hour's sends every like twice, under two names.
  ///
  /// @param counted by a metric, 0 where nothing
  double counted(ToDoubleFunction<String> counted) {
    return metrics.stream().mapToDouble(counted).max().orElse(0);
  }
}
