package io.groundswell.trend.detect;

import io.groundswell.trend.evidence.Evidence;
import org.jspecify.annotations.Nullable;

/// One series in one window: a ring of finished steps, and a baseline for each span.
///
/// The baseline of a span holds only sums that ended before that span began, so nothing is ever compared with itself.
final class WindowDetector {

  /// Back to normal below so many deviations.
  private static final double CALM = 1.5;

  private static final int NONE = Integer.MIN_VALUE;

  private static final int MISSED_BITS = 20;
  private static final long MOST_MISSED = (1L << MISSED_BITS) - 1;

  /// What a step holds that lies in a [gap][Gaps] as a whole: nothing is known of it, so nothing is learned from it.
  private static final float UNKNOWN = Float.NaN;

  private final Window window;
  /// The ring of steps, and then mean and mean square of each span, in one array: an object each would be larger than
  /// what it holds.
  private final float[] memory;
  /// Of each span how many sums were not learned, since of a part of them nothing is known: 20 bits each.
  private long missed;
  private int current = NONE;
  private float partial;
  private int risingSince = NONE;

  WindowDetector(Window window) {
    this.window = window;
    this.memory = new float[window.ring() + 2 * window.spans()];
  }

  void copyFrom(WindowDetector other) {
    System.arraycopy(other.memory, 0, memory, 0, memory.length);
    current = other.current;
    partial = other.partial;
    risingSince = other.risingSince;
    missed = other.missed;
  }

  /// Takes what a bucket holds; buckets come in order, and those between are empty.
  ///
  /// @param first the series' first bucket
  void add(long bucket, double value, double unit, long first, Gaps gaps) {
    advance(step(bucket), unit, first, gaps);
    partial += (float) value;
  }

  /// Finishes all steps before the given one.
  void advance(long step, double unit, long first, Gaps gaps) {
    if (current == NONE) {
      current = (int) step;
    }
    if (step > current) {
      finish(partial, unit, step(first));
      partial = 0;
      while (current < step) {
        long known = step(gaps.end((long) current * window.stepBuckets()));
        miss(Math.min(step, known) - current);
        long gap = gaps.next((long) current * window.stepBuckets());
        // A step of which something is known counts as it is.
        long next = gap > step * window.stepBuckets() ? step : Math.ceilDiv(gap, window.stepBuckets());
        skip(Math.min(step, Math.max(next, current + 1L)) - current, unit, step(first));
      }
    }
  }

  /// `count` steps of which nothing is known.
  private void miss(long count) {
    for (long i = 0; i < Math.min(count, window.ring()); i++) {
      memory[slot(current + i)] = UNKNOWN;
    }
    for (int i = 0; i < window.spans(); i++) {
      missed(i, count);
    }
    current += (int) count;
  }

  long step(long bucket) {
    return Math.floorDiv(bucket, window.stepBuckets());
  }

  /// The first step that is not finished.
  long current() {
    return current;
  }

  /// What the unfinished step holds so far.
  double partial() {
    return partial;
  }

  /// The sum of what is remembered of the steps from the given one on.
  double since(long step) {
    double sum = partial;
    for (long one = Math.max(step, current - window.ring()); one < current; one++) {
      sum += known(slot(one));
    }
    return step > current ? 0 : sum;
  }

  /// Everything that later scores depend on, for comparing states.
  double[] remembered() {
    var all = new double[memory.length + 2];
    for (int i = 0; i < memory.length; i++) {
      all[i] = memory[i];
    }
    all[memory.length] = partial;
    all[memory.length + 1] = missed;
    return all;
  }

  /// `count` empty steps. Once the ring is all zeros, a step only fades what is remembered, so the rest is one
  /// multiplication by `(1−α)^count`.
  private void skip(long count, double unit, long first) {
    long single = Math.min(count, window.ring());
    for (long i = 0; i < single; i++) {
      finish(0, unit, first);
    }
    if (count > single) {
      double kept = Math.pow(1 - window.alpha(), count - single);
      for (int i = window.ring(); i < memory.length; i++) {
        memory[i] *= (float) kept;
      }
      current += (int) (count - single);
    }
  }

  private void finish(double value, double unit, long first) {
    memory[slot(current)] = (float) value;
    double z = highest(unit, first);
    if (z < CALM) {
      risingSince = NONE;
    } else if (z >= Evidence.SIGNIFICANT && risingSince == NONE) {
      risingSince = current;
    }
    current++;
    learn(first);
  }

  /// The highest score of the sums that end with the current step, against the series' own life.
  private double highest(double unit, long first) {
    double highest = 0;
    for (int i = 0; i < window.spans(); i++) {
      var expected = expected(i, first, unit);
      if (expected != null) {
        highest = Math.max(highest, expected.significance(sum(current, window.span(i))));
      }
    }
    return highest;
  }

  /// Takes into each baseline the newest sum that overlaps neither the sum that has just ended nor a coming one. Sums
  /// that reach back before the first event are left out: at the very beginning nobody knows what was before.
  private void learn(long first) {
    for (int i = 0; i < window.spans(); i++) {
      int span = window.span(i);
      long end = current - span - 1;
      boolean whole = end - span + 1 >= first;
      if (whole && !isKnown(end, span)) {
        missed(i, 1);
        continue;
      }
      double x = whole ? sum(end, span) : 0;
      int at = window.ring() + 2 * i;
      memory[at] += (float) (window.alpha() * (x - memory[at]));
      memory[at + 1] += (float) (window.alpha() * (x * x - memory[at + 1]));
    }
  }

  /// So many further sums of a span are not learned. A series remembers four weeks, 8,064 buckets, at most.
  private void missed(int span, long count) {
    missed += Math.min(count, MOST_MISSED - missed(span)) << (MISSED_BITS * span);
  }

  private long missed(int span) {
    return (missed >>> (MISSED_BITS * span)) & MOST_MISSED;
  }

  private double sum(long end, int span) {
    double sum = 0;
    int slot = slot(end);
    for (int i = 0; i < span; i++) {
      sum += known(slot);
      slot = slot == 0 ? window.ring() - 1 : slot - 1;
    }
    return sum;
  }

  /// The mean of finished steps, `from` to before `until`; not a number where one of them is unknown.
  double mean(long from, long until) {
    double sum = 0;
    for (long step = from; step < until; step++) {
      sum += memory[slot(step)];
    }
    return sum / (until - from);
  }

  private boolean isKnown(long end, int span) {
    for (int i = 0; i < span; i++) {
      if (Float.isNaN(memory[slot(end - i)])) {
        return false;
      }
    }
    return true;
  }

  /// What a slot of the ring holds, as far as that is known.
  private float known(int slot) {
    return Float.isNaN(memory[slot]) ? 0 : memory[slot];
  }

  private int slot(long step) {
    return (int) Math.floorMod(step, (long) window.ring());
  }

  private @Nullable Expectation expected(int span, long since, double unit) {
    int length = window.span(span);
    long age = current + 1 - 2L * length - since - missed(span);
    int at = window.ring() + 2 * span;
    return Expectation.of(window, length, memory[at], memory[at + 1], age, unit);
  }

  /// Whether the series is so young that nothing could have been learned of it, however much of it was known.
  private boolean isNew(long first, double unit) {
    return expected(0, step(first) - missed(0), unit) == null;
  }

  /// The span in which the series stands highest after its finished steps, or, where that scores higher, with the
  /// unfinished ones on top: what is unfinished may raise a score, never lower it.
  ///
  /// @param since the bucket from which on an absent event means that nothing happened
  /// @param first the series' first bucket
  /// @param open sums of the steps from the current one on, as far as they are known
  /// @return null while nothing is expected of the series yet
  @Nullable
  Stand highest(long since, long first, double[] open, double unit) {
    boolean newcomer = isNew(first, unit);
    long begin = newcomer ? Math.min(step(since), step(first)) : step(first);
    Stand best = null;
    for (int i = 0; i < window.spans(); i++) {
      var expected = expected(i, begin, unit);
      if (expected == null) {
        continue;
      }
      int span = window.span(i);
      for (int ahead = 0; ahead <= open.length; ahead++) {
        double sum = sum(current - 1, Math.max(0, span - ahead));
        for (int o = Math.max(0, ahead - span); o < ahead; o++) {
          sum += open[o];
        }
        var stand = new Stand(span, ahead, sum, expected, newcomer);
        if (best == null || stand.isHigherThan(best)) {
          best = stand;
        }
      }
    }
    return best;
  }

  /// How a sum over a span stands.
  ///
  /// @param ahead of the steps, how many are not finished
  record Stand(int span, int ahead, double sum, Expectation expected, boolean newcomer) {

    double significance() {
      return expected.significance(sum);
    }

    boolean isSignificant() {
      return significance() >= Evidence.SIGNIFICANT;
    }

    /// Of spans that stand out, the one that is both large and sure; before all others.
    boolean isHigherThan(Stand other) {
      return isSignificant() == other.isSignificant() ? score() > other.score() : isSignificant();
    }

    private double score() {
      double z = Math.max(0, significance());
      return Math.log(expected.growth(sum)) / Math.log(2) * z * z / (1 + z * z);
    }
  }

  /// When the series left its normal: the first step of the rise that holds, or of the span.
  long risenAt(Stand stand) {
    return (risingSince != NONE ? risingSince : current + stand.ahead - stand.span) * (long) window.stepBuckets();
  }

  /// What a single step usually holds, and how much it varies by its mean; null while nothing is expected.
  @Nullable
  Expectation step(long since, long first, double unit) {
    var own = expected(0, step(first), unit);
    return own != null || !isNew(first, unit) ? own : expected(0, Math.min(step(since), step(first)), unit);
  }

  /// The sums of the remembered steps since the series' first, the newest last; what is unfinished counts where it is
  /// no fall from the step before, finished or not.
  double[] steps(int most, long first, double[] open) {
    int finished = (int) Math.clamp(current - step(first), 0, Math.min(most, window.ring()));
    int further = open.length;
    double last = finished > 0 ? known(slot(current - 1)) : 0;
    while (further > 0 && open[further - 1] < (further > 1 ? open[further - 2] : last)) {
      further--;
    }
    var steps = new double[finished + further];
    for (int i = 0; i < finished; i++) {
      steps[i] = known(slot(current - finished + i));
    }
    System.arraycopy(open, 0, steps, finished, further);
    return steps;
  }
}
