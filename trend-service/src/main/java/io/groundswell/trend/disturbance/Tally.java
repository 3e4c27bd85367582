package io.groundswell.trend.disturbance;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// How the series of one partition stand together, on a platform or, of a metric on it, those that are large enough to
/// show that the metric has changed.
///
/// @param metric empty for the platform
/// @param expected events in a usual bucket
/// @param newest the newest bucket with an event
/// @param heard the first bucket that was not complete when the latest event came, of whatever time that was
/// @param watched from which such bucket on that is known: since the partition has this owner
/// @param able so many are large enough
/// @param high so many of them are far above their level, and in no trend
/// @param rose so many of them are in a trend, by the bucket in which it began
public record Tally(int organization, String platform, String metric, double expected, long newest, long heard,
    long watched, int able, int high, SortedMap<Long, Integer> rose) {

  public Tally {
    rose = Collections.unmodifiableSortedMap(new TreeMap<>(rose));
  }

  boolean isOfPlatform() {
    return metric.isEmpty();
  }

  /// Both together.
  Tally and(Tally other) {
    var both = new TreeMap<>(rose);
    other.rose.forEach((bucket, count) -> both.merge(bucket, count, Integer::sum));
    return new Tally(organization, platform, metric, expected + other.expected, Math.max(newest, other.newest),
        Math.max(heard, other.heard), Math.max(watched, other.watched), able + other.able, high + other.high, both);
  }
}
