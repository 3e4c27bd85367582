package io.groundswell.trend.memory;

import io.groundswell.trend.detect.Assessment;
import io.groundswell.trend.detect.Assessor;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Phase;
import io.groundswell.trend.detect.SeriesDetector;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.memory.Disturbance.Kind;
import io.groundswell.trend.memory.Disturbances.Level;
import io.groundswell.trend.memory.Disturbances.Place;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The series of one Kafka partition. Changed by the partition's worker, looked at by the board: one lock for both.
///
/// How a series stands changes only when it is counted or when a further bucket is complete; so between two buckets
/// only the series that were counted are looked at again.
public final class PartitionMemory {

  private final Map<SeriesKey, SeriesDetector> series = new HashMap<>();
  private final Map<SeriesKey, List<Standout>> standing = new HashMap<>();
  private final Map<SeriesKey, Running> running = new HashMap<>();
  private final Set<SeriesKey> counted = new HashSet<>();
  private final Map<SeriesKey, Level> levels = new HashMap<>();
  /// Of the series that were judged anew, what came last; there are few.
  private final Map<SeriesKey, Late> late = new HashMap<>();
  private final Map<SeriesKey, Disturbance> redefined = new HashMap<>();
  private Map<Place, Long> silent = Map.of();
  private final Assessor assessor = new Assessor();
  private long judgedAt = Long.MIN_VALUE;
  private long judgedWith = Long.MIN_VALUE;

  /// The series that cannot just be added to, and have to be replayed from what is stored: one of the buckets comes too
  /// late, or the series has outlived what it is to remember.
  public synchronized Set<SeriesKey> outdated(Collection<CountedBucket> buckets) {
    var outdated = new HashSet<SeriesKey>();
    for (var bucket : buckets) {
      var detector = series.get(bucket.series());
      if (detector != null && (detector.isFolded(bucket.bucket())
          || bucket.bucket() > detector.newest() && begin(bucket.series(), bucket.bucket()) != detector.begin())) {
        outdated.add(bucket.series());
      }
    }
    return outdated;
  }

  /// Those of the buckets that are judged already: what comes to them now came late.
  public synchronized List<CountedBucket> folded(Collection<CountedBucket> buckets) {
    return buckets.stream()
        .filter(bucket -> {
          var detector = series.get(bucket.series());
          return detector != null && detector.isFolded(bucket.bucket());
        })
        .toList();
  }

  /// Takes what buckets hold by now, in any order: the oldest comes first, whatever order they have. Of a series that
  /// is not known yet only what it is to remember.
  public synchronized void take(Collection<CountedBucket> buckets) {
    var newest = new HashMap<SeriesKey, Long>();
    buckets.forEach(bucket -> newest.merge(bucket.series(), bucket.bucket(), Math::max));
    buckets.stream()
        .sorted(Comparator.comparingLong(CountedBucket::bucket))
        .forEach(bucket -> {
          var detector = series.computeIfAbsent(bucket.series(),
              key -> new SeriesDetector(begin(key, newest.getOrDefault(key, bucket.bucket()))));
          if (bucket.bucket() >= detector.begin()) {
            detector.put(bucket.bucket(), bucket.total(), bucket.events());
          }
          counted.add(bucket.series());
          if (bucket.lateAt() != null) {
            late.merge(bucket.series(), new Late(bucket.lateAt(), bucket.bucket()), Late::latest);
          }
        });
  }

  private static long begin(SeriesKey key, long newest) {
    return SeriesDetector.begin(key.slot(), newest);
  }

  /// Forgets the series, and takes their whole histories instead.
  public synchronized void retake(Set<SeriesKey> forgotten, Collection<CountedBucket> histories) {
    forgotten.forEach(series::remove);
    late.keySet().removeAll(forgotten);
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
      // Whatever may still come for it would come after the longest silence, even seven days late.
      long oldest = complete - 2 * SeriesDetector.LONGEST_SILENCE;
      series.values().removeIf(detector -> detector.newest() < oldest);
      late.keySet().retainAll(series.keySet());
      redefined.clear();
      judgeAll(platforms, complete);
    } else {
      counted.forEach(key -> judge(key, platforms, complete));
    }
    // What befell the whole metric is no trend of a subject.
    for (var key : Disturbances.redefined(levels, running)) {
      standing.remove(key);
      var one = running.remove(key);
      if (one != null) {
        redefined.put(key, new Disturbance(key.organization(), key.platform(), key.metric(), Kind.REDEFINED,
            one.since()));
      }
    }
    boolean changed = all || !counted.isEmpty();
    counted.clear();
    return changed;
  }

  /// All but those of a platform that has gone silent: they stay as they were, since nobody knows better.
  private void judgeAll(Platforms platforms, long complete) {
    silent = Disturbances.silent(series, complete);
    standing.keySet().removeIf(key -> !Disturbances.isOn(silent.keySet(), key));
    running.keySet().removeIf(key -> !Disturbances.isOn(silent.keySet(), key));
    levels.clear();
    series.keySet().stream()
        .filter(key -> !Disturbances.isOn(silent.keySet(), key))
        .forEach(key -> judge(key, platforms, complete));
  }

  /// Platforms of which nothing comes any more, though much should.
  public synchronized int silent() {
    return silent.size();
  }

  /// What befalls whole platforms and metrics, as last judged; in a fixed order.
  public synchronized List<Disturbance> disturbances() {
    var all = new TreeMap<String, Disturbance>();
    silent.forEach((place, since) -> all.put("silent\n" + place.organization() + "\n" + place.platform(),
        new Disturbance(place.organization(), place.platform(), "", Kind.SILENT, since)));
    redefined.values()
        .forEach(one -> all.merge("redefined\n" + one.organization() + "\n" + one.platform() + "\n" + one.metric(), one,
            (before, next) -> before.since() <= next.since() ? before : next));
    return List.copyOf(all.values());
  }

  private void judge(SeriesKey key, Platforms platforms, long complete) {
    var detector = series.get(key);
    if (detector == null) {
      standing.remove(key);
      running.remove(key);
      return;
    }
    var judgement =
        assessor.judge(detector, platforms.countedSince(key.organization(), key.platform()), complete);
    var assessments = judgement.standing();
    double usual = detector.usual();
    if (Disturbances.isLarge(usual)) {
      levels.put(key, new Level(usual, judgement.isHigh()));
    }
    if (judgement.phase() == Phase.CALM) {
      running.remove(key);
    } else {
      var best = assessments.stream().max(Comparator.comparingDouble(Assessment::score)).orElse(null);
      running.put(key, new Running(judgement.phase(), judgement.since(), judgement.level(), best));
    }
    if (assessments.isEmpty()) {
      standing.remove(key);
    } else {
      standing.put(key, assessments.stream()
          .map(assessment -> new Standout(assessment, byPlatform(key, assessment, platforms, complete),
              lately(late.get(key), complete)))
          .toList());
    }
  }

  /// What came late within the week that the longest board looks back.
  public static @Nullable Late lately(@Nullable Late late, long complete) {
    return late == null || late.at().isBefore(Bucket.start(complete).minus(Window.WEEK.length())) ? null : late;
  }

  /// The subject's metric on all platforms: they all lie on this partition.
  private SortedMap<String, Double> byPlatform(SeriesKey key, Assessment assessment, Platforms platforms,
      long complete) {
    var totals = new TreeMap<String, Double>();
    for (var platform : platforms.of(key.organization())) {
      var detector = series.get(new SeriesKey(key.organization(), key.slot(), key.subject(), platform, key.metric()));
      double total = detector == null ? 0 : detector.total(assessment.window(), complete);
      if (total > 0) {
        totals.put(platform, total);
      }
    }
    return totals;
  }

  /// The trends that ran when last judged.
  public synchronized Map<SeriesKey, Running> running() {
    return Map.copyOf(running);
  }

  public synchronized boolean holds(SeriesKey key) {
    return series.containsKey(key);
  }

  /// What stood out when last judged.
  public synchronized Map<SeriesKey, List<Standout>> standing() {
    return Map.copyOf(standing);
  }
}
