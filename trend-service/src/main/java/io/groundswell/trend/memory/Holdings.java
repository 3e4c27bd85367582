package io.groundswell.trend.memory;

import io.groundswell.trend.detect.Series;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The series of a partition, within their budget. Where there is no room for one more, one goes that nothing was
/// counted of for an hour, the longest silent first; where there is none, one that is much smaller than what comes,
/// though only of a few in a while: with more series alive than there is room for, most of those that find none must
/// wait, or each would be read from the database again and again. Not safe for several threads.
final class Holdings {

  /// An hour without a count is quiet.
  private static final int QUIET = 12;
  /// Looked for anew when so much of all was admitted since, so that looking costs little for each.
  private static final int PART = 10;
  /// So many times as lively is what may take the place of another one that is not quiet.
  private static final double MUCH_LIVELIER = 4;

  private final Map<SeriesKey, Series> series = new HashMap<>();
  private final Budget budget;
  /// Whether it may go.
  private final Predicate<SeriesKey> isFree;
  private long bytes;
  private boolean isPartial;
  private Deque<SeriesKey> quiet = new ArrayDeque<>();
  private Deque<SeriesKey> small = new ArrayDeque<>();
  private long judgedAt = Long.MIN_VALUE;
  private long admitted;
  /// For those that were admitted and are not kept yet.
  private long reserved;

  Holdings(Budget budget, Predicate<SeriesKey> isFree) {
    this.budget = budget;
    this.isFree = isFree;
  }

  @Nullable
  Series find(SeriesKey key) {
    return series.get(key);
  }

  Set<SeriesKey> keys() {
    return series.keySet();
  }

  void forEach(BiConsumer<SeriesKey, Series> consumer) {
    series.forEach(consumer);
  }

  int size() {
    return series.size();
  }

  long bytes() {
    return bytes;
  }

  /// Whether anything is stored that is not held, though it was heard of lately: who is not held may be known all the
  /// same.
  boolean isPartial() {
    return isPartial;
  }

  void becomePartial() {
    isPartial = true;
  }

  /// Takes one, or what one has become.
  ///
  /// @param before its bytes before; 0 where it was not held
  void keep(SeriesKey key, Series one, long before) {
    if (before == 0) {
      series.put(key, one);
    }
    bytes += one.bytes() - before;
  }

  void drop(SeriesKey key) {
    var one = series.remove(key);
    if (one != null) {
      bytes -= one.bytes();
    }
  }

  void dropIf(BiPredicate<SeriesKey, Series> isOver) {
    series.entrySet().removeIf(entry -> {
      boolean over = isOver.test(entry.getKey(), entry.getValue());
      bytes -= over ? entry.getValue().bytes() : 0;
      return over;
    });
  }

  /// That all were judged up to a bucket: who is quiet is found out anew, and what is too much goes.
  void judged(long complete) {
    judgedAt = complete;
    makeRoom();
  }

  /// Keeps to the budget.
  void makeRoom() {
    if (judgedAt == Long.MIN_VALUE) {
      return;
    }
    quiet.clear();
    small.clear();
    if (bytes > budget.bytes() / PART * (PART - 1)) {
      look();
      small = smallest();
      // What has grown since it was admitted.
      hasRoom(0, Double.POSITIVE_INFINITY);
      while (small.size() > series.size() / PART) {
        small.removeLast();
      }
    }
  }

  /// What was admitted before is kept by now, or never will be.
  void begin() {
    reserved = 0;
  }

  /// Whether there is room for one more, made where it can be; then it is kept free for that one.
  ///
  /// @param need bytes
  /// @param liveliness events in its newest bucket
  boolean hasRoom(long need, double liveliness) {
    while (bytes + reserved + need > budget.bytes()) {
      if (quiet.isEmpty() && admitted > series.size() / PART && judgedAt != Long.MIN_VALUE) {
        look();
      }
      var victim = nextQuiet();
      if (victim == null) {
        victim = nextSmall(liveliness);
      }
      if (victim == null) {
        return false;
      }
      drop(victim);
      budget.evicted();
      isPartial = true;
    }
    admitted++;
    reserved += need;
    return true;
  }

  private @Nullable SeriesKey nextQuiet() {
    while (!quiet.isEmpty()) {
      var key = quiet.remove();
      var one = series.get(key);
      if (one != null && one.newest() < judgedAt - QUIET && isFree.test(key)) {
        return key;
      }
    }
    return null;
  }

  private @Nullable SeriesKey nextSmall(double liveliness) {
    while (!small.isEmpty()) {
      var key = small.element();
      var one = series.get(key);
      if (one != null && isFree.test(key)) {
        return one.liveliness() * MUCH_LIVELIER <= liveliness ? small.remove() : null;
      }
      small.remove();
    }
    return null;
  }

  private void look() {
    admitted = 0;
    var found = new ArrayList<Map.Entry<SeriesKey, Series>>();
    series.entrySet().forEach(entry -> {
      if (entry.getValue().newest() < judgedAt - QUIET && isFree.test(entry.getKey())) {
        found.add(entry);
      }
    });
    found.sort(Comparator.comparingLong(entry -> entry.getValue().newest()));
    quiet = keys(found);
  }

  /// Those that are not quiet, the smallest first.
  private Deque<SeriesKey> smallest() {
    var found = new ArrayList<Map.Entry<SeriesKey, Series>>();
    series.entrySet().forEach(entry -> {
      if (entry.getValue().newest() >= judgedAt - QUIET && isFree.test(entry.getKey())) {
        found.add(entry);
      }
    });
    found.sort(Comparator.comparingDouble(entry -> entry.getValue().liveliness()));
    return keys(found);
  }

  private static Deque<SeriesKey> keys(List<Map.Entry<SeriesKey, Series>> found) {
    var keys = new ArrayDeque<SeriesKey>(found.size());
    found.forEach(entry -> keys.add(entry.getKey()));
    return keys;
  }
}
