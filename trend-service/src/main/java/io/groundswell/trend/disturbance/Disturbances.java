package io.groundswell.trend.disturbance;

import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.reverseOrder;

import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Gaps;
import io.groundswell.trend.detect.Gaps.Gap;
import io.groundswell.trend.disturbance.Disturbance.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Judges whole platforms and metrics. Pure.
///
/// - A platform is *silent* when nothing came for a quarter of an hour, and for half as long again as its longest pause
///   of the last days, of any subject and of whatever time, though 20 events or more were to be expected. It must be
///   known for a day.
/// - A metric on a platform is *redefined* when at least five of its series count three events or more in a bucket and
///   are two days old, and more than four fifths of them have stepped up within five buckets, by nearly one factor, to
///   what none of them has been like at that hour, and stayed there for an hour.
/// - It is *suspected* as long as that hour has not passed, when two thirds of them have risen lately, or stand high.
public final class Disturbances {

  /// Trends that began within two hours upon a change began with it: small series are slower.
  static final long AT_ONCE = 24;
  /// So long after a series has risen it is known whether its metric has changed: an hour, and a quarter for those who
  /// are behind.
  public static final long UNDECIDED = 15;

  /// A platform must have been silent for a quarter of an hour …
  private static final long SHORTEST_SILENCE = 3;
  /// … in which so many events were to be expected: by chance there are none once in e²⁰ times.
  private static final double MISSED = 20;
  /// Fewer series say nothing about their metric.
  private static final int FEWEST = 5;
  /// Of them, the share that makes one look twice …
  private static final double MANY = 2.0 / 3;
  /// … and the one that more than must have stepped up: what four of five do is news.
  private static final double NEARLY_ALL = 0.8;
  /// In buckets, by which steps of one moment are seen sooner or later.
  static final int BLUR = 2;
  /// Below a day nobody knows the pauses of a platform.
  private static final long KNOWN = Bucket.DAY;
  private static final double LONGER = 1.5;

  private Disturbances() {
  }

  /// @param partitions of those that are complete so far
  /// @param all whether these are all partitions: what they do not have, nobody has
  /// @param known what was found before
  /// @param complete the first bucket that is not complete
  /// @return what is new, or has become different
  public static List<Disturbance> judge(Collection<Tallied> partitions, boolean all, Collection<Disturbance> known,
      long complete) {
    var changed = new ArrayList<Disturbance>();
    var seen = new HashSet<Disturbance>();
    for (var tally : Tallied.together(partitions)) {
      var before = known.stream()
          .filter(one -> one.organization() == tally.organization() && one.platform().equals(tally.platform())
              && one.metric().equals(tally.metric()))
          .toList();
      seen.addAll(before);
      if (tally.isOfPlatform()) {
        changed.addAll(silence(tally, before, complete));
      } else {
        var since = changedAt(tally);
        changed.addAll(change(tally, since, of(Kind.REDEFINED, before), complete));
        changed.addAll(suspicion(tally, since, of(Kind.SUSPECTED, before), complete));
      }
    }
    if (all) {
      known.stream().filter(one -> one.lasting() && !seen.contains(one)).map(Disturbance::over).forEach(changed::add);
    }
    return changed;
  }

  private static List<Disturbance> of(Kind kind, List<Disturbance> before) {
    return before.stream().filter(one -> one.kind() == kind).toList();
  }

  private static List<Disturbance> silence(Tally tally, List<Disturbance> before, long complete) {
    // Who sends what has piled up is not silent; and of what came before it was watched nobody knows.
    long length = complete - 1 - Math.max(tally.newest(), Math.max(tally.heard(), tally.watched()));
    var silences = Gaps.of(before.stream().map(one -> new Gap(one.since(), one.until())).toList());
    boolean isSilent = length >= SHORTEST_SILENCE && length * tally.expected() >= MISSED
        && tally.presence().span() >= KNOWN && length > LONGER * tally.presence().longestPause(silences);
    var changed = new ArrayList<Disturbance>();
    boolean isKnown = false;
    for (var one : before) {
      boolean goesOn = one.lasting() && tally.heard() < one.until();
      if (one.since() == tally.newest() + 1 && (isSilent || goesOn)) {
        isKnown = true;
        if (!one.lasting() || one.until() < complete) {
          changed.add(one.seenUntil(complete));
        }
      } else if (one.lasting()) {
        changed.add(one.over());
      }
    }
    if (isSilent && !isKnown) {
      changed.add(new Disturbance(tally.organization(), tally.platform(), "", Kind.SILENT, tally.newest() + 1,
          complete, true));
    }
    return changed;
  }

  private static List<Disturbance> change(Tally tally, @Nullable Long since, List<Disturbance> before,
      long complete) {
    var changed = new ArrayList<Disturbance>();
    boolean isKnown = false;
    for (var one : before) {
      if (since != null && Math.abs(one.since() - since) < AT_ONCE) {
        isKnown = true;
        if (!one.lasting() || one.until() < complete) {
          changed.add(one.seenUntil(complete));
        }
      } else if (one.lasting() && complete - one.since() >= Bucket.DAY) {
        // For a day it is said in any case.
        changed.add(one.over());
      }
    }
    if (since != null && !isKnown) {
      changed.add(new Disturbance(tally.organization(), tally.platform(), tally.metric(), Kind.REDEFINED, since,
          complete, true));
    }
    return changed;
  }

  /// The bucket in which nearly all have stepped up together; null where they have not.
  private static @Nullable Long changedAt(Tally tally) {
    if (tally.able() < FEWEST) {
      return null;
    }
    var best = tally.stepped().keySet().stream()
        .max(Comparator.<Long>comparingInt(bucket -> around(tally, bucket).count()).thenComparing(naturalOrder()))
        .orElse(null);
    if (best == null || around(tally, best).together() <= NEARLY_ALL * tally.able()) {
      return null;
    }
    return near(tally, best).entrySet().stream()
        .max(Comparator.<Map.Entry<Long, Steps>>comparingInt(some -> some.getValue().count())
            .thenComparing(Map.Entry.comparingByKey(reverseOrder())))
        .map(Map.Entry::getKey)
        .orElse(best);
  }

  private static Steps around(Tally tally, long bucket) {
    return near(tally, bucket).values().stream().reduce(Steps.NONE, Steps::and);
  }

  private static SortedMap<Long, Steps> near(Tally tally, long bucket) {
    return tally.stepped().subMap(bucket - BLUR, bucket + BLUR + 1);
  }

  private static List<Disturbance> suspicion(Tally tally, @Nullable Long since, List<Disturbance> before,
      long complete) {
    var lasting = before.stream().filter(Disturbance::lasting).toList();
    int risen = tally.high()
        + tally.rose().tailMap(complete - UNDECIDED).values().stream().mapToInt(Integer::intValue).sum();
    if (since != null || tally.able() < FEWEST || risen < MANY * tally.able()) {
      return lasting.stream().map(Disturbance::over).toList();
    }
    return lasting.isEmpty()
        ? List.of(new Disturbance(tally.organization(), tally.platform(), tally.metric(), Kind.SUSPECTED, complete - 1,
            complete, true))
        : lasting.stream().filter(one -> one.until() < complete).map(one -> one.seenUntil(complete)).toList();
  }
}
