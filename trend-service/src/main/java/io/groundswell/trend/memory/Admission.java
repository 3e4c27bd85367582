package io.groundswell.trend.memory;

import io.groundswell.trend.detect.Series;
import io.groundswell.trend.detect.SeriesDetector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What is to be done with what was counted.
///
/// @param replayed series that have to be replayed from what is stored: one of the buckets comes too late, the series
///     has outlived what it is to remember, or it was forgotten to make room
/// @param fresh series of which nothing was counted before
/// @param shed series for which there is no room: nobody judges them until they are counted again
public record Admission(Set<SeriesKey> replayed, Set<SeriesKey> fresh, Set<SeriesKey> shed) {

  /// For those of a batch that come back so many buckets are read at most, so that its transaction stays short; the
  /// others wait.
  private static final long MOST_ROWS = 50_000;

  public Admission {
    replayed = Set.copyOf(replayed);
    fresh = Set.copyOf(fresh);
    shed = Set.copyOf(shed);
  }

  /// A series that is stored.
  ///
  /// @param newest its newest bucket
  /// @param buckets how many it has
  public record Found(long newest, long buckets) {
  }

  /// Of series that are not held, what is stored.
  ///
  /// @param asked those that were looked for
  /// @param found those of them that are stored, as they were before what is admitted was counted
  public record Stored(Set<SeriesKey> asked, Map<SeriesKey, Found> found) {

    public Stored {
      asked = Set.copyOf(asked);
      found = Map.copyOf(found);
    }

    private boolean isNew(SeriesKey key) {
      return asked.contains(key) && !found.containsKey(key);
    }

    boolean isFolded(CountedBucket bucket) {
      var one = found.get(bucket.series());
      return one != null && SeriesDetector.isFolded(bucket.bucket(), one.newest);
    }
  }

  /// Decides, and makes room.
  static Admission of(Collection<CountedBucket> buckets, Stored stored, Holdings holdings) {
    holdings.begin();
    var replayed = new HashSet<SeriesKey>();
    var unknown = new HashMap<SeriesKey, Long>();
    for (var bucket : buckets) {
      var key = bucket.series();
      var one = holdings.find(key);
      if (one == null) {
        unknown.merge(key, bucket.events(), Math::max);
      } else if (one.isFolded(bucket.bucket())
          || bucket.bucket() > one.newest() && begin(key, bucket.bucket()) != one.begin()) {
        replayed.add(key);
      }
    }
    var fresh = new HashSet<SeriesKey>();
    var shed = new HashSet<SeriesKey>();
    var returning = new HashSet<SeriesKey>();
    // Where not all have room, those have it that count most.
    var inOrder = new ArrayList<>(unknown.entrySet());
    inOrder.sort(Map.Entry.<SeriesKey, Long>comparingByValue().reversed());
    long rows = 0;
    for (var entry : inOrder) {
      var key = entry.getKey();
      var found = stored.found.get(key);
      if (stored.isNew(key) && holdings.hasRoom(Series.bytes(1), entry.getValue())) {
        fresh.add(key);
      } else if (found != null && rows + found.buckets <= MOST_ROWS
          && holdings.hasRoom(Series.bytes(found.buckets), entry.getValue())) {
        rows += found.buckets;
        returning.add(key);
      } else {
        shed.add(key);
      }
    }
    replayed.addAll(returning);
    return new Admission(replayed, fresh, shed);
  }

  /// From where on a series is remembered whose newest bucket is the given one.
  static long begin(SeriesKey key, long newest) {
    return SeriesDetector.begin(key.slot(), newest);
  }
}
