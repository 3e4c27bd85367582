package io.groundswell.trend.memory;

import io.groundswell.trend.detect.Assessment;
import io.groundswell.trend.detect.Assessor;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.SeriesDetector;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The series of one Kafka partition. Changed by the partition's worker, looked at by the board: one lock for both.
///
/// How a series stands changes only when it is counted or when a further bucket is complete; so between two buckets only the
/// series that were counted are looked at again.
public final class PartitionMemory {

  private final Map<SeriesKey, SeriesDetector> series = new HashMap<>();
  private final Map<SeriesKey, List<Assessment>> standing = new HashMap<>();
  private final Set<SeriesKey> counted = new HashSet<>();
  private final Assessor assessor = new Assessor();
  private long judgedAt = Long.MIN_VALUE;
  private long judgedWith = Long.MIN_VALUE;

  /// The series for which one of the buckets comes too late to be added: they have to be replayed from what is stored.
  public synchronized Set<SeriesKey> late(Collection<CountedBucket> buckets) {
    var late = new HashSet<SeriesKey>();
    for (var bucket : buckets) {
      var detector = series.get(bucket.series());
      if (detector != null && detector.isFolded(bucket.bucket())) {
        late.add(bucket.series());
      }
    }
    return late;
  }

  /// Takes what buckets hold by now, in any order: the oldest comes first, whatever order they have.
  public synchronized void take(Collection<CountedBucket> buckets) {
    buckets.stream()
        .sorted(Comparator.comparingLong(CountedBucket::bucket))
        .forEach(bucket -> {
          series.computeIfAbsent(bucket.series(), unknown -> new SeriesDetector())
              .put(bucket.bucket(), bucket.total(), bucket.events());
          counted.add(bucket.series());
        });
  }

  /// Forgets the series, and takes their whole histories instead.
  public synchronized void retake(Set<SeriesKey> forgotten, Collection<CountedBucket> histories) {
    forgotten.forEach(series::remove);
    take(histories);
  }

  public synchronized int size() {
    return series.size();
  }

  /// Everything that stands out.
  ///
  /// @param complete the first bucket that is not complete
  /// @return whether anything may have changed since the last call
  public synchronized boolean judge(Platforms platforms, long complete) {
    boolean all = complete != judgedAt || platforms.version() != judgedWith;
    judgedAt = complete;
    judgedWith = platforms.version();
    if (all) {
      long oldest = complete - (long) Bucket.DAYS_KEPT * Bucket.DAY;
      series.values().removeIf(detector -> detector.newest() < oldest);
      standing.clear();
      series.keySet().forEach(key -> judge(key, platforms, complete));
    } else {
      counted.forEach(key -> judge(key, platforms, complete));
    }
    boolean changed = all || !counted.isEmpty();
    counted.clear();
    return changed;
  }

  private void judge(SeriesKey key, Platforms platforms, long complete) {
    var detector = series.get(key);
    var assessments = detector == null ? List.<Assessment>of()
        : assessor.assess(detector, platforms.countedSince(key.organization(), key.platform()), complete);
    if (assessments.isEmpty()) {
      standing.remove(key);
    } else {
      standing.put(key, assessments);
    }
  }

  /// What stood out when last judged.
  public synchronized Map<SeriesKey, List<Assessment>> standing() {
    return Map.copyOf(standing);
  }
}
