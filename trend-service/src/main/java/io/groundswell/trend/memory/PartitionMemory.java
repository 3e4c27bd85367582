package io.groundswell.trend.memory;

import io.groundswell.contract.Slot;
import io.groundswell.trend.detect.Assessment;
import io.groundswell.trend.detect.Assessor;
import io.groundswell.trend.detect.Assessor.Stepped;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Phase;
import io.groundswell.trend.detect.Series;
import io.groundswell.trend.detect.SeriesDetector;
import io.groundswell.trend.detect.Window;
import io.groundswell.trend.disturbance.Befallen;
import io.groundswell.trend.disturbance.Disturbances;
import io.groundswell.trend.disturbance.Presence;
import io.groundswell.trend.disturbance.Tallied;
import io.groundswell.trend.memory.Admission.Stored;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The series of one Kafka partition. Changed by the partition's worker, looked at by the board: one lock for both.
///
/// How a series stands changes only when it is counted or when a further bucket is complete; so between two buckets
/// only the series that were counted are looked at again. What [befell][Befallen] a whole platform or metric is known
/// from all partitions together: while a platform is silent its series stay as they were, and what rose with a change
/// of its metric is left out.
public final class PartitionMemory {

  private final Holdings series;
  private final Budget budget;
  private final Foremost standing;
  private final Map<SeriesKey, Running> running = new HashMap<>();
  private final Set<SeriesKey> counted = new HashSet<>();
  /// Those whose last complete bucket is above their level and that of its hour, and since when.
  private final Map<SeriesKey, Long> high = new HashMap<>();
  /// When anything came of each platform.
  private final Map<Place, Presence.Recorder> came = new HashMap<>();
  /// Of the series that were judged anew, what came last; there are few.
  private final Map<SeriesKey, Late> late = new HashMap<>();
  /// What is never forgotten to make room, beside what stands out or runs.
  private Set<SeriesKey> pinned = Set.of();
  private final Assessor assessor = new Assessor();
  private final SeriesDetector scratch = new SeriesDetector(0);
  private final SeriesDetector others = new SeriesDetector(0);
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

  /// Of as many series as there are.
  public PartitionMemory(IntStream slots, Befallen befallen) {
    this(slots, befallen, Budget.unlimited(), none -> Set.of());
  }

  /// @param slots whose series lie on the partition
  /// @param befallen what is known so far
  /// @param niches of a series' subject: each has a board
  public PartitionMemory(IntStream slots, Befallen befallen, Budget budget,
      Function<SeriesKey, ? extends Collection<String>> niches) {
    this.slots = slots.boxed().toList();
    this.befallen = befallen;
    this.budget = budget;
    this.standing = new Foremost(niches);
    this.series = new Holdings(budget, this::isFree);
  }

  /// Those whose series lie on the partition.
  public List<Integer> slots() {
    return slots;
  }

  private record Place(int organization, String platform) {
  }

  /// Of the series those that are not held.
  public synchronized Set<SeriesKey> unknown(Collection<SeriesKey> keys) {
    return keys.stream().filter(key -> series.find(key) == null).collect(Collectors.toUnmodifiableSet());
  }

  /// Whether what is not held may be stored all the same: something was forgotten to make room, or found none.
  public synchronized boolean isPartial() {
    return series.isPartial();
  }

  /// Decides what becomes of what buckets hold by now, and makes room for it.
  public synchronized Admission admit(Collection<CountedBucket> buckets, Stored stored) {
    // Who is held, and counted here, must not make room for others.
    buckets.stream().map(CountedBucket::series).filter(this::holds).forEach(counted::add);
    var admission = Admission.of(buckets, stored, series);
    if (!admission.shed().isEmpty()) {
      series.becomePartial();
    }
    return admission;
  }

  /// Those of the buckets that are judged already: what comes to them now came late.
  public synchronized List<CountedBucket> folded(Collection<CountedBucket> buckets, Stored stored) {
    return buckets.stream()
        .filter(bucket -> {
          var one = series.find(bucket.series());
          return one != null ? one.isFolded(bucket.bucket()) : stored.isFolded(bucket);
        })
        .toList();
  }

  /// Takes what was admitted.
  ///
  /// @param histories all that is stored of the series that are replayed
  public synchronized void take(Collection<CountedBucket> buckets, Admission admission,
      Collection<CountedBucket> histories) {
    series.begin();
    budget.returned(unknown(admission.replayed()).size());
    admission.replayed().forEach(series::drop);
    late.keySet().removeAll(admission.replayed());
    take(histories);
    var others = buckets.stream().filter(bucket -> !admission.replayed().contains(bucket.series())).toList();
    // What was held when it was admitted may have been forgotten since then.
    var waiting = others.stream()
        .filter(bucket -> !holds(bucket.series()) && !admission.fresh().contains(bucket.series()))
        .toList();
    budget.shed((int) waiting.stream().map(CountedBucket::series).distinct().count());
    waiting.forEach(bucket -> hear(bucket.series(), bucket.bucket()));
    take(others.stream().filter(bucket -> holds(bucket.series()) || admission.fresh().contains(bucket.series()))
        .toList());
  }

  /// Takes what buckets hold by now, in any order: the oldest comes first, whatever order they have. Of a series that
  /// is not known yet only what it is to remember.
  public synchronized void take(Collection<CountedBucket> buckets) {
    var newest = new HashMap<SeriesKey, Long>();
    buckets.forEach(bucket -> newest.merge(bucket.series(), bucket.bucket(), Math::max));
    buckets.stream()
        .sorted(Comparator.comparingLong(CountedBucket::bucket))
        .forEach(bucket -> take(bucket, newest.getOrDefault(bucket.series(), bucket.bucket())));
  }

  private void take(CountedBucket bucket, long newest) {
    var key = bucket.series();
    var held = series.find(key);
    var one = held == null ? new Series(Admission.begin(key, newest)) : held;
    long before = held == null ? 0 : held.bytes();
    if (bucket.bucket() >= one.begin()) {
      one.put(bucket.bucket(), bucket.total(), bucket.events(), befallen.gaps(key.organization(), key.platform()));
    }
    series.keep(key, one, before);
    counted.add(key);
    hear(key, bucket.bucket());
    if (bucket.lateAt() != null) {
      late.merge(key, new Late(bucket.lateAt(), bucket.bucket()), Late::latest);
    }
  }

  private void hear(SeriesKey key, long bucket) {
    came.computeIfAbsent(new Place(key.organization(), key.platform()), none -> new Presence.Recorder()).mark(bucket);
    if (judgedAt != Long.MIN_VALUE) {
      heard.put(new Place(key.organization(), key.platform()), judgedAt);
      isOutdated |= befallen.judgedUntil(key.organization(), key.platform(), judgedAt) < judgedAt;
    }
  }

  /// Names the series that are never forgotten to make room, whether they stand out or not: they are waited for.
  public synchronized void pin(Set<SeriesKey> waitedFor) {
    pinned = Set.copyOf(waitedFor);
  }

  /// That series are stored that were not taken.
  synchronized void becomePartial() {
    series.becomePartial();
  }

  private boolean isFree(SeriesKey key) {
    return !standing.contains(key) && !running.containsKey(key) && !counted.contains(key) && !pinned.contains(key)
        && befallen.judgedUntil(key.organization(), key.platform(), judgedAt) >= judgedAt;
  }

  public synchronized int size() {
    return series.size();
  }

  /// What the series take, about.
  synchronized long bytes() {
    return series.bytes();
  }

  /// Keeps to the budget, which has become less.
  synchronized void makeRoom() {
    series.makeRoom();
  }

  /// How much more they may take.
  synchronized long room() {
    return Math.max(0, budget.bytes() - series.bytes());
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
      series.dropIf((key, one) -> one.newest() < oldest);
      late.keySet().retainAll(series.keys());
      standing.clear();
      running.clear();
      stepped.clear();
      high.keySet().retainAll(series.keys());
      series.keys().forEach(key -> judge(key, platforms, complete));
      standing.choose();
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
    if (all) {
      series.judged(complete);
    }
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
      series.keys().stream()
          .filter(key -> now.differsFrom(before, key.organization(), key.platform()))
          .forEach(key -> judge(key, platforms, judgedAt));
    }
    return true;
  }

  private Tallied tally(long complete) {
    var counter = new Tallied.Counter();
    series.forEach((key, one) -> {
      var own = running.get(key);
      counter.add(key.organization(), key.platform(), key.metric(), new Tallied.Own(one.usual(), one.newest(),
          one.knowsItsDay(), isHighLately(key), own == null ? null : own.since(), stepped.get(key)));
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
    var one = series.find(key);
    if (one == null) {
      standing.put(key, List.of());
      running.remove(key);
      stepped.remove(key);
      high.remove(key);
      return;
    }
    long until = befallen.judgedUntil(key.organization(), key.platform(), complete);
    var gaps = befallen.gaps(key.organization(), key.platform());
    var judgement = assessor.judge(one.detector(scratch, gaps),
        platforms.countedSince(key.organization(), key.platform()), until, gaps);
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
    standing.put(key, assessments.stream()
        .map(assessment -> new Standout(assessment, byPlatform(key, assessment, platforms, complete),
            lately(late.get(key), complete)))
        .toList());
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
      var one = series.find(new SeriesKey(key.organization(), key.slot(), key.subject(), platform, key.metric()));
      double total = one == null ? 0
          : one.detector(others, befallen.gaps(key.organization(), platform))
              .total(assessment.window(), befallen.judgedUntil(key.organization(), platform, complete));
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
    return series.find(key) != null;
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
