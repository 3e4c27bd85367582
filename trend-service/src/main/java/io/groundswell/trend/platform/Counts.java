package io.groundswell.trend.platform;

import io.groundswell.contract.Subject;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// What a subject counted on each platform, in a window and in the one before.
final class Counts {

  /// Fewer say nothing.
  private static final double LEAST = 10;

  private final int slot;
  private final Subject subject;
  private final SortedMap<String, SortedMap<String, Count>> byPlatform = new TreeMap<>();

  Counts(int slot, Subject subject) {
    this.slot = slot;
    this.subject = subject;
  }

  /// @param now in the window
  /// @param before in the window of the same length before it
  /// @param steadyNow the part of it that can be compared
  /// @param steadyBefore with this
  record Count(double now, double before, double steadyNow, double steadyBefore) {
  }

  int slot() {
    return slot;
  }

  Subject subject() {
    return subject;
  }

  boolean isOf(Row row) {
    return slot == row.getInteger("slot") && subject.type().equals(row.getString("subject_type"))
        && subject.id().equals(row.getString("subject_id"));
  }

  /// Takes a row of platform, metric, now and before; and of what of them can be compared, where that is asked.
  void take(Row row) {
    boolean isAsked = row.getColumnIndex("steady_now") >= 0;
    byPlatform.computeIfAbsent(row.getString("platform"), none -> new TreeMap<>())
        .put(row.getString("metric"), new Count(row.getDouble("now"), row.getDouble("before"),
            row.getDouble(isAsked ? "steady_now" : "now"), row.getDouble(isAsked ? "steady_before" : "before")));
  }

  /// The measures that are defined.
  ///
  /// @param comparable whether what a platform counts of a metric in the one window can be compared with the other
  List<Measure> measures(PlatformConfig config, String window, BiPredicate<String, String> comparable) {
    var measures = new ArrayList<Measure>();
    var leading = leading();
    byPlatform.forEach((platform, metrics) -> {
      config.views().stream()
          .filter(name -> now(metrics, name) >= LEAST)
          .findFirst()
          .ifPresent(name -> measures.add(Measure.engagement(subject.type(), platform,
              interactions(metrics, config.interactions()), name, now(metrics, name))));
      var count = leading == null ? null : metrics.get(leading);
      if (leading != null && count != null && comparable.test(platform, leading)
          && count.steadyNow + count.steadyBefore >= LEAST) {
        measures.add(Measure.growth(subject.type(), platform, leading, window, count.steadyNow, count.steadyBefore));
      }
    });
    return measures;
  }

  /// The metric that is counted on most platforms, of those the one that counts most: what platforms are compared by
  /// has to be the same on each.
  @Nullable
  String leading() {
    var platforms = new TreeMap<String, Integer>();
    var totals = new TreeMap<String, Double>();
    byPlatform.values().forEach(metrics -> metrics.forEach((metric, count) -> {
      platforms.merge(metric, 1, Integer::sum);
      totals.merge(metric, count.now + count.before, Double::sum);
    }));
    return platforms.keySet().stream()
        .max(Comparator.<String>comparingInt(metric -> platforms.getOrDefault(metric, 0))
            .thenComparingDouble(metric -> totals.getOrDefault(metric, 0.0)).thenComparing(Comparator.reverseOrder()))
        .orElse(null);
  }

  private static double now(Map<String, Count> metrics, String metric) {
    var count = metrics.get(metric);
    return count == null ? 0 : count.now;
  }

  private static double interactions(Map<String, Count> metrics, Set<Interaction> interactions) {
    return interactions.stream().mapToDouble(one -> one.counted(name -> now(metrics, name))).sum();
  }
}
