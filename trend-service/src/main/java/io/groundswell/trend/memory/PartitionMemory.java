package io.groundswell.trend.memory;

import io.groundswell.contract.Slot;
import io.groundswell.trend.detect.Assessment;
import io.groundswell.trend.detect.Assessor;
import io.groundswell.trend.detect.Assessor.Stepped;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Phase;
import io.groundswell.trend.detect.SeriesDetector;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.disturbance.Befallen;
import io.groundswell.trend.disturbance.Disturbances;
import io.groundswell.trend.disturbance.Presence;
import io.groundswell.trend.disturbance.Tallied;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The series of one Kafka partition. Changed by the partition's worker, looked at by the board: one lock for both.
///
/// How a series stands changes only when it is counted or when a further bucket is complete; so between two buckets
/// only the series that were counted are looked at again. What [befell][Befallen] a whole platform or metric is known
/// from all partitions together: while a platform is silent its series stay as they were, and what rose with a change
/// of its metric is left out.
public final class PartitionMemory {

  private final Map<SeriesKey, SeriesDetector> series = new HashMap<>();
  private final Map<SeriesKey, List<Standout>> standing = new HashMap<>();
  private final Map<SeriesKey, Running> running = new HashMap<>();
  private final Set<SeriesKey> counted = new HashSet<>();
  /// Those whose last complete bucket is above their level and that of its hour, and since when.
  private final Map<SeriesKey, Long> high = new HashMap<>();
  /// When anything came of each platform.
  private final Map<Place, Presence.Recorder> came = new HashMap<>();
  /// Of the series that were judged anew, what came last; there are few.
  private final Map<SeriesKey, Late> late = new HashMap<>();
  private final Assessor assessor = new Assessor();
  /// The step up that they have made lately.
  private final Map<SeriesKey, Stepped> stepped = new HashMap<>();
  private final List<Integer> slots;
  private Befallen befallen;
  private @Nullable Tallied tallied;
  /// Whether the tally has to be made anew before the next bucket is complete.
  private boolean isOutdated;
  /// The first bucket that was not complete when first judged.
  private long watched = Long.MIN_VALUE;
  /// When something came of each platform last, by the first bucket that was not complete.
  private final Map<Place, Long> heard = new HashMap<>();
  private long judgedAt = Long.MIN_VALUE;
  private long judgedWith = Long.MIN_VALUE;

  public PartitionMemory() {
    this(IntStream.range(0, Slot.COUNT), Befallen.NOTHING);
  }

  /// @param slots whose series lie on the partition
  /// @param befallen what is known so far
  public PartitionMemory(IntStream slots, Befallen befallen) {
    this.slots = slots.boxed().toList();
    this.befallen = befallen;
  }

  /// Those whose series lie on the partition.
  public List<Integer> slots() {
    return slots;
  }

  private record Place(int organization, String platform) {
  }

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
            detector.put(bucket.bucket(), bucket.total(), bucket.events(),
                befallen.gaps(bucket.series().organization(), bucket.series().platform()));
          }
          counted.add(bucket.series());
          came.computeIfAbsent(new Place(bucket.series().organization(), bucket.series().platform()),
              none -> new Presence.Recorder()).mark(bucket.bucket());
          hear(bucket.series());
          if (bucket.lateAt() != null) {
            late.merge(bucket.series(), new Late(bucket.lateAt(), bucket.bucket()), Late::latest);
          }
        });
  }

  private void hear(SeriesKey key) {
    if (judgedAt != Long.MIN_VALUE) {
      heard.put(new Place(key.organization(), key.platform()), judgedAt);
      isOutdated |= befallen.judgedUntil(key.organization(), key.platform(), judgedAt) < judgedAt;
    }
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
    watched = judgedAt == Long.MIN_VALUE ? complete : watched;
    judgedAt = complete;
    judgedWith = platforms.version();
    if (all) {
      // Whatever may still come for it would come after the longest silence, even seven days late.
      long oldest = complete - 2 * SeriesDetector.LONGEST_SILENCE;
      series.values().removeIf(detector -> detector.newest() < oldest);
      late.keySet().retainAll(series.keySet());
      standing.clear();
      running.clear();
      stepped.clear();
      high.keySet().retainAll(series.keySet());
      series.keySet().forEach(key -> judge(key, platforms, complete));
    } else {
      for (var key : counted) {
        boolean ran = running.containsKey(key);
        judge(key, platforms, complete);
        isOutdated |= !ran && running.containsKey(key);
      }
    }
    if (all || isOutdated) {
      tallied = tally(complete);
      isOutdated = false;
    }
    boolean changed = all || !counted.isEmpty();
    counted.clear();
    return changed;
  }

  /// Takes what befell platforms and metrics, and judges anew what is judged otherwise by it.
  ///
  /// @return whether anything may have changed
  public synchronized boolean befell(Befallen now, Platforms platforms) {
    var before = befallen;
    if (now.equals(before)) {
      return false;
    }
    befallen = now;
    if (judgedAt != Long.MIN_VALUE) {
      series.keySet().stream()
          .filter(key -> now.differsFrom(before, key.organization(), key.platform()))
          .forEach(key -> judge(key, platforms, judgedAt));
    }
    return true;
  }

  private Tallied tally(long complete) {
    var counter = new Tallied.Counter();
    series.forEach((key, detector) -> {
      var own = running.get(key);
      counter.add(key.organization(), key.platform(), key.metric(), new Tallied.Own(detector.usual(),
          detector.newest(), detector.knowsItsDay(), isHighLately(key), own == null ? null : own.since(),
          stepped.get(key)));
    });
    came.forEach((place, when) -> counter.came(place.organization, place.platform, when.presence()));
    heard.forEach((place, at) -> counter.heard(place.organization, place.platform, at));
    return counter.at(complete, watched);
  }

  /// How the series stood together when the last bucket was complete; null while nothing was judged.
  public synchronized @Nullable Tallied tallied() {
    return tallied;
  }

  /// The first bucket that was not complete when last judged; long ago where nothing was.
  public synchronized long judgedAt() {
    return judgedAt;
  }

  private void judge(SeriesKey key, Platforms platforms, long complete) {
    var detector = series.get(key);
    if (detector == null) {
      standing.remove(key);
      running.remove(key);
      stepped.remove(key);
      high.remove(key);
      return;
    }
    long until = befallen.judgedUntil(key.organization(), key.platform(), complete);
    var judgement = assessor.judge(detector, platforms.countedSince(key.organization(), key.platform()), until,
        befallen.gaps(key.organization(), key.platform()));
    var assessments = judgement.standing();
    if (judgement.isHigh()) {
      high.putIfAbsent(key, complete);
    } else {
      high.remove(key);
    }
    if (judgement.stepped() == null) {
      stepped.remove(key);
    } else {
      stepped.put(key, judgement.stepped());
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
      double total = detector == null ? 0
          : detector.total(assessment.window(), befallen.judgedUntil(key.organization(), platform, complete));
      if (total > 0) {
        totals.put(platform, total);
      }
    }
    return totals;
  }

  /// The trends that ran when last judged, but for those that a change of their metric has made. What may turn out to
  /// be of one stands out nowhere for the time being.
  public synchronized Map<SeriesKey, Running> running() {
    var ours = new HashMap<>(running);
    ours.entrySet().removeIf(entry -> isOfChange(entry.getKey()));
    ours.replaceAll((key, one) -> isUndecided(key) ? new Running(one.phase(), one.since(), one.level(), null) : one);
    return ours;
  }

  private boolean isHighLately(SeriesKey key) {
    var since = high.get(key);
    return since != null && judgedAt - since < Disturbances.UNDECIDED;
  }

  private boolean isUndecided(SeriesKey key) {
    if (!befallen.isSuspected(key.organization(), key.platform(), key.metric())) {
      return false;
    }
    var one = running.get(key);
    return one == null ? isHighLately(key) : one.since() >= judgedAt - Disturbances.UNDECIDED;
  }

  public synchronized boolean holds(SeriesKey key) {
    return series.containsKey(key);
  }

  /// What stood out when last judged, but for what rose across a change of its metric.
  public synchronized Map<SeriesKey, List<Standout>> standing() {
    var ours = new HashMap<SeriesKey, List<Standout>>();
    standing.forEach((key, all) -> {
      var left = isOfChange(key) || isUndecided(key) ? List.<Standout>of()
          : all.stream()
              .filter(one -> !befallen.liesInRise(key.organization(), key.platform(), key.metric(),
                  Bucket.of(one.assessment().since()), judgedAt))
              .toList();
      if (!left.isEmpty()) {
        ours.put(key, left);
      }
    });
    return ours;
  }

  private boolean isOfChange(SeriesKey key) {
    var one = running.get(key);
    return one != null && befallen.isOfChange(key.organization(), key.platform(), key.metric(), one.since());
  }
}
