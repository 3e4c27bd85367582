package io.groundswell.trend.detect;

import io.groundswell.trend.novelty.NoveltyDetector;

/// All that is remembered of one series. Its newest four buckets are kept as they are, since they still change;
/// everything older is folded, bucket by bucket, into a [NoveltyDetector] that scores it, the [Course] of its trends,
/// and one [WindowDetector] for each [Window]. At most 2 KB, and O(1) for a bucket.
///
/// Empty buckets are never put: where nothing was counted, nothing happened. The first hour of a silence is looked at
/// bucket by bucket; the rest only lowers the averages, in one step, so an idle series costs nothing. After a silence
/// of eight days everything is forgotten. What is empty in a [gap][Gaps] is passed over: the series is afterwards as it
/// was before.
///
/// The state is a function of the buckets from [#begin] on, in their order, of the gaps, and of nothing else. Not safe
/// for several threads.
public final class SeriesDetector {

  /// After a silence of so many buckets a series begins anew.
  public static final long LONGEST_SILENCE = 8L * Bucket.DAY;

  /// Twenty minutes: an event may be dated ten minutes ahead of its receipt, and completeness lags by one more.
  static final int HELD = 4;
  private static final int AN_HOUR = Bucket.DAY / 24;
  /// Of a silence, so many buckets are looked at.
  private static final int LOOKED_AT = 12;

  private static final long NONE = Long.MIN_VALUE;
  private static final Window[] WINDOWS = Window.values();
  private static final int WEEK = 7 * Bucket.DAY;
  private static final int WEEKS = 3;
  private static final int SLOTS = 1_024;
  /// Never changed.
  private static final SeriesDetector BLANK = new SeriesDetector(0);

  private final Witness witness;
  private final NoveltyDetector novelty = new NoveltyDetector(Bucket.LENGTH);
  private final Course course = new Course();
  private final WindowDetector hour = new WindowDetector(Window.HOUR);
  private final WindowDetector day = new WindowDetector(Window.DAY);
  private final WindowDetector week = new WindowDetector(Window.WEEK);
  private final double[] totals = new double[HELD];
  private final int[] events = new int[HELD];
  private final long begin;
  private long newest = NONE;
  private long first = NONE;
  /// The first bucket that is not folded.
  private long next = NONE;
  private double foldedTotal;
  private long foldedEvents;

  /// @param begin the first bucket that it is to remember
  public SeriesDetector(long begin) {
    this(begin, Witness.NONE);
  }

  public SeriesDetector(long begin, Witness witness) {
    this.begin = begin;
    this.witness = witness;
  }

  /// From where on a series is remembered whose newest bucket is the given one: three weeks, and what has passed of the
  /// fourth. Weeks begin at another bucket in each slot, so that series are not all replayed at once when one ends.
  public static long begin(int slot, long newest) {
    long shift = (long) slot * WEEK / SLOTS;
    return (Math.floorDiv(newest + shift, WEEK) - WEEKS) * WEEK - shift;
  }

  void copyFrom(SeriesDetector other) {
    novelty.copyFrom(other.novelty);
    course.copyFrom(other.course);
    for (var window : WINDOWS) {
      window(window).copyFrom(other.window(window));
    }
    System.arraycopy(other.totals, 0, totals, 0, HELD);
    System.arraycopy(other.events, 0, events, 0, HELD);
    newest = other.newest;
    first = other.first;
    next = other.next;
    foldedTotal = other.foldedTotal;
    foldedEvents = other.foldedEvents;
  }

  /// Forgets everything.
  void clear() {
    copyFrom(BLANK);
  }

  public long begin() {
    return begin;
  }

  /// Whether a bucket is too old to be [put][#put]: it is folded already, so the series has to be replayed from its
  /// stored buckets.
  public boolean isFolded(long bucket) {
    return newest != NONE && isFolded(bucket, newest);
  }

  /// Whether a bucket is too old to be [put][#put] into a detector whose newest one is the given one.
  public static boolean isFolded(long bucket, long newest) {
    return bucket <= newest - HELD;
  }

  /// Sets what a bucket holds by now, where there are no gaps; the last word counts.
  public void put(long bucket, double total, long count) {
    put(bucket, total, count, Gaps.NONE);
  }

  /// Sets what a bucket holds by now; the last word counts.
  ///
  /// @param total sum of the values
  /// @param count number of events, at least 1
  /// @param gaps as far as they are known
  /// @throws IllegalArgumentException if the bucket [is folded][#isFolded]
  public void put(long bucket, double total, long count, Gaps gaps) {
    if (isFolded(bucket)) {
      throw new IllegalArgumentException("bucket " + bucket + " is folded, the newest is " + newest);
    }
    if (newest != NONE && bucket - newest > LONGEST_SILENCE) {
      clear();
    }
    if (newest == NONE) {
      newest = bucket;
    }
    if (bucket > newest) {
      foldHeld(bucket - HELD + 1, gaps);
      newest = bucket;
    }
    int slot = slot(bucket);
    totals[slot] = total;
    events[slot] = (int) Math.min(Integer.MAX_VALUE, count);
  }

  /// The newest bucket that was put.
  public long newest() {
    return newest;
  }

  /// Events in the newest bucket.
  int newestEvents() {
    return newest == NONE ? 0 : events[slot(newest)];
  }

  /// Finishes all buckets before the given one, where there are no gaps.
  public void finish(long complete) {
    finish(complete, Gaps.NONE);
  }

  /// Finishes all buckets before the given one: they are complete, and those that were not put are empty.
  public void finish(long complete, Gaps gaps) {
    foldHeld(complete, gaps);
    if (first != NONE) {
      silence(complete, gaps);
    }
    double unit = unit();
    for (var window : WINDOWS) {
      var detector = window(window);
      detector.advance(detector.step(complete), unit, first(complete), gaps);
    }
  }

  /// Looks at the buckets that are not complete as if they were, for a rise must not wait.
  void finishEarly() {
    for (long bucket = next; first != NONE && bucket <= newest; bucket++) {
      course.next(bucket, novelty.next(seconds(bucket), held(bucket)), novelty);
    }
  }

  /// Where the series is in the course of a trend, by its finished buckets.
  public Phase phase() {
    return course.phase();
  }

  /// The bucket in which the trend started that holds, or the last one; long ago where there was none.
  public long startedAt() {
    return course.since();
  }

  /// Events in a usual bucket of the last days.
  public double usual() {
    return novelty.level() / unit();
  }

  /// Whether it is known what the series is like at each hour of the day.
  public boolean knowsItsDay() {
    return novelty.knowsItsDay();
  }

  /// Whether the last bucket that was looked at stood above the level of the last days, and of its hour.
  boolean isHigh() {
    long last = next - 1;
    return first != NONE && novelty.isHigh(seconds(last), ofItsHour(last));
  }

  /// Of the hour of a bucket so many have begun with it.
  private static int ofItsHour(long bucket) {
    return (int) Math.floorMod(bucket, (long) AN_HOUR) + 1;
  }

  Course course() {
    return course;
  }

  /// The level of a bucket before the trend that holds, or the last one.
  double levelBefore() {
    return course.base();
  }

  double rarest() {
    return course.rarest();
  }

  private void foldHeld(long until, Gaps gaps) {
    for (long bucket = newest - HELD + 1; bucket <= Math.min(newest, until - 1); bucket++) {
      int slot = slot(bucket);
      if (events[slot] > 0) {
        fold(bucket, totals[slot], events[slot], gaps);
        totals[slot] = 0;
        events[slot] = 0;
      }
    }
  }

  private void fold(long bucket, double total, int count, Gaps gaps) {
    foldedTotal += total;
    foldedEvents += count;
    if (first == NONE) {
      first = bucket;
      next = bucket;
    }
    silence(bucket, gaps);
    judge(bucket, total);
    double unit = unit(foldedTotal, foldedEvents);
    for (var window : WINDOWS) {
      window(window).add(bucket, total, unit, first, gaps);
    }
    if (bucket - first >= Course.BEFORE + Course.LASTS
        && novelty.isClearlyHigh(seconds(bucket), Math.min(Course.LASTS + 1, ofItsHour(bucket)))) {
      course.stepped(bucket, hour);
    }
  }

  private void silence(long until, Gaps gaps) {
    long looked = LOOKED_AT;
    while (next < until) {
      long known = gaps.end(next);
      long calm = Math.min(until, gaps.next(known));
      next = Math.min(until, known);
      while (next < calm && looked > 0) {
        judge(next, 0);
        looked--;
      }
      if (next < calm) {
        novelty.rest(calm - next);
        course.rest(calm - next);
        next = calm;
      }
    }
  }

  private void judge(long bucket, double value) {
    double usual = novelty.level();
    double spread = novelty.deviation();
    double score = novelty.next(seconds(bucket), value);
    course.next(bucket, score, novelty);
    witness.judged(bucket, value, usual, spread, score, course.phase());
    next = bucket + 1;
  }

  private static long seconds(long bucket) {
    return bucket * Bucket.LENGTH.toSeconds();
  }

  /// The size of one event, at most 1: 1 for counts and for numbers counted elsewhere (500 views in one event), less
  /// for metrics whose values are fractions.
  private static double unit(double total, long events) {
    return total > 0 ? Math.min(1, total / events) : 1;
  }

  double unit() {
    double total = foldedTotal;
    long count = foldedEvents;
    for (int i = 0; i < HELD; i++) {
      total += totals[i];
      count += events[i];
    }
    return unit(total, Math.max(1, count));
  }

  /// The series' first bucket; where none is folded yet, the given one.
  long first(long otherwise) {
    return first == NONE ? otherwise : first;
  }

  WindowDetector window(Window window) {
    return switch (window) {
      case HOUR -> hour;
      case DAY -> day;
      case WEEK -> week;
    };
  }

  /// What was counted in a window that ends with the newest bucket there is.
  ///
  /// @param complete the first bucket that is not complete
  public double total(Window window, long complete) {
    var detector = window(window);
    long from = detector.step(complete) - window.steps() + 1;
    double total = first == NONE ? 0 : detector.since(from);
    for (long bucket = newest - HELD + 1; bucket <= newest; bucket++) {
      total += detector.step(bucket) >= from ? held(bucket) : 0;
    }
    return total;
  }

  /// What a held bucket holds, 0 where nothing was put.
  double held(long bucket) {
    return bucket > newest || bucket <= newest - HELD ? 0 : totals[slot(bucket)];
  }

  /// What the steps of a window hold that are not finished, from the current one on.
  double[] open(Window window) {
    var detector = window(window);
    long from = detector.current();
    var open = new double[(int) Math.max(0, detector.step(newest) - from + 1)];
    if (open.length > 0) {
      open[0] = detector.partial();
    }
    for (long bucket = newest - HELD + 1; bucket <= newest; bucket++) {
      if (detector.step(bucket) >= from) {
        open[(int) (detector.step(bucket) - from)] += held(bucket);
      }
    }
    return open;
  }

  private static int slot(long bucket) {
    return (int) Math.floorMod(bucket, (long) HELD);
  }
}
