package io.groundswell.trend.disturbance;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How the series of one partition stand together, on a platform or, of a metric on it, those that are large enough to
/// show that the metric has changed.
///
/// @param metric empty for the platform
/// @param expected events in a usual bucket
/// @param newest the newest bucket with an event
/// @param heard the first bucket that was not complete when the latest event came, of whatever time that was
/// @param watched from which such bucket on that is known: since the partition has this owner
/// @param presence when anything came of the platform
/// @param able so many are large enough, and old enough
/// @param high so many of them are far above their level and that of the hour since lately, and in no trend
/// @param rose so many of them are in a trend, by the bucket in which it began
/// @param stepped those of them that have stepped up within the week, by the bucket in which they did
public record Tally(int organization, String platform, String metric, double expected, long newest, long heard,
    long watched, Presence presence, int able, int high, SortedMap<Long, Integer> rose,
    SortedMap<Long, Steps> stepped) {

  /// What the release before does not say is null.
  public Tally(int organization, String platform, String metric, double expected, long newest, long heard,
      long watched, @Nullable Presence presence, int able, int high, SortedMap<Long, Integer> rose,
      @Nullable SortedMap<Long, Steps> stepped) {
    this.organization = organization;
    this.platform = platform;
    this.metric = metric;
    this.expected = expected;
    this.newest = newest;
    this.heard = heard;
    this.watched = watched;
    this.presence = presence == null ? Presence.NONE : presence;
    this.able = able;
    this.high = high;
    this.rose = Collections.unmodifiableSortedMap(new TreeMap<>(rose));
    this.stepped = stepped == null ? Collections.emptySortedMap()
        : Collections.unmodifiableSortedMap(new TreeMap<>(stepped));
  }

  boolean isOfPlatform() {
    return metric.isEmpty();
  }

  /// Both together.
  Tally and(Tally other) {
    var both = new TreeMap<>(rose);
    other.rose.forEach((bucket, count) -> both.merge(bucket, count, Integer::sum));
    var steps = new TreeMap<>(stepped);
    other.stepped.forEach((bucket, some) -> steps.merge(bucket, some, Steps::and));
    return new Tally(organization, platform, metric, expected + other.expected, Math.max(newest, other.newest),
        Math.max(heard, other.heard), Math.max(watched, other.watched), presence.and(other.presence),
        able + other.able, high + other.high, both, steps);
  }
}
