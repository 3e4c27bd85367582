package io.groundswell.trend.disturbance;

import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Gaps;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/// In which buckets of the last four days anything came of a platform: so it is known which pauses it makes.
///
/// @param words 64 buckets each, as the bits of a number, the first bucket the lowest; by the number of the first
///     bucket, divided by 64
public record Presence(SortedMap<Long, Long> words) {

  static final Presence NONE = new Presence(Collections.emptySortedMap());

  private static final int KEPT = 4 * Bucket.DAY;
  /// A pause that was made so often is no accident.
  private static final int USUAL = 3;

  public Presence {
    words = Collections.unmodifiableSortedMap(new TreeMap<>(words));
  }

  /// Is added to, bucket by bucket, in any order.
  public static final class Recorder {

    private final TreeMap<Long, Long> words = new TreeMap<>();

    public void mark(long bucket) {
      words.merge(Math.floorDiv(bucket, (long) Long.SIZE), 1L << Math.floorMod(bucket, Long.SIZE), (a, b) -> a | b);
      // Four days before the newest, not before now: what was known at an outage is known at its end.
      words.headMap(words.lastKey() - KEPT / Long.SIZE).clear();
    }

    public Presence presence() {
      return new Presence(words);
    }
  }

  Presence and(Presence other) {
    var both = new TreeMap<>(words);
    other.words.forEach((word, bits) -> both.merge(word, bits, (a, b) -> a | b));
    return new Presence(both);
  }

  /// From the first bucket in which anything came to the last one.
  long span() {
    var buckets = buckets();
    return buckets.isEmpty() ? 0 : buckets.getLast() - buckets.getFirst();
  }

  /// The longest pause, in buckets, that the platform makes. Those that were called a silence do not count, unless
  /// there were several of them: they may have been called so before it was known how the platform is sent.
  long longestPause(Gaps silences) {
    var buckets = buckets();
    long longest = 0;
    var all = new ArrayList<Long>();
    for (int i = 1; i < buckets.size(); i++) {
      long from = buckets.get(i - 1) + 1;
      long pause = buckets.get(i) - from;
      if (pause > 0) {
        all.add(pause);
        longest = silences.next(from) < from + pause ? longest : Math.max(longest, pause);
      }
    }
    all.sort(Comparator.reverseOrder());
    return Math.max(longest, all.size() < USUAL ? 0 : all.get(USUAL - 1));
  }

  private ArrayList<Long> buckets() {
    var buckets = new ArrayList<Long>();
    words.forEach((word, bits) -> {
      for (long rest = bits; rest != 0; rest &= rest - 1) {
        buckets.add(word * Long.SIZE + Long.numberOfTrailingZeros(rest));
      }
    });
    return buckets;
  }
}
