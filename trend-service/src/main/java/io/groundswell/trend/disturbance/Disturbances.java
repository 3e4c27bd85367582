package io.groundswell.trend.disturbance;

import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.disturbance.Disturbance.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Judges whole platforms and metrics. Pure.
///
/// - A platform is *silent* when nothing came for a quarter of an hour, of any subject and of whatever time, though 20
///   events or more were to be expected.
/// - A metric on a platform is *redefined* when at least five of its series count three events or more in a bucket,
///   and two thirds of them rose within two hours of each other, or stand high together.
public final class Disturbances {

  /// Trends that began within two hours began at once: small series are slower.
  static final long AT_ONCE = 24;

  /// A platform must have been silent for a quarter of an hour …
  private static final long SHORTEST_SILENCE = 3;
  /// … in which so many events were to be expected: by chance there are none once in e²⁰ times.
  private static final double MISSED = 20;
  /// Fewer series say nothing about their metric.
  private static final int FEWEST = 5;
  /// Of them, the share that must have risen at once.
  private static final double MOST = 2.0 / 3;

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
      changed.addAll(tally.isOfPlatform() ? silence(tally, before, complete) : change(tally, before, complete));
    }
    if (all) {
      known.stream().filter(one -> one.lasting() && !seen.contains(one)).map(Disturbance::over).forEach(changed::add);
    }
    return changed;
  }

  private static List<Disturbance> silence(Tally tally, List<Disturbance> before, long complete) {
    // Who sends what has piled up is not silent; and of what came before it was watched nobody knows.
    long length = complete - 1 - Math.max(tally.newest(), Math.max(tally.heard(), tally.watched()));
    boolean isSilent = length >= SHORTEST_SILENCE && length * tally.expected() >= MISSED;
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

  private static List<Disturbance> change(Tally tally, List<Disturbance> before, long complete) {
    var since = changedAt(tally, complete - 1);
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

  /// The bucket in which most of those began that rose at once; null where they are too few.
  ///
  /// @param last the last bucket that is complete: what is high, and in no trend yet, is so since then
  private static @Nullable Long changedAt(Tally tally, long last) {
    if (tally.able() < FEWEST) {
      return null;
    }
    var candidates = new ArrayList<>(tally.rose().keySet());
    candidates.add(last);
    long best = last;
    int most = 0;
    for (long at : candidates) {
      int count = sum(atOnce(tally, at)) + (Math.abs(last - at) < AT_ONCE ? tally.high() : 0);
      if (count > most) {
        most = count;
        best = at;
      }
    }
    if (most < MOST * tally.able()) {
      return null;
    }
    return atOnce(tally, best).entrySet().stream()
        .max((one, other) -> one.getValue().equals(other.getValue()) ? Long.compare(other.getKey(), one.getKey())
            : Integer.compare(one.getValue(), other.getValue()))
        .map(SortedMap.Entry::getKey)
        .orElse(best);
  }

  private static SortedMap<Long, Integer> atOnce(Tally tally, long bucket) {
    return tally.rose().subMap(bucket - AT_ONCE + 1, bucket + AT_ONCE);
  }

  private static int sum(SortedMap<Long, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
