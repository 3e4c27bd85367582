package io.groundswell.trend.detect;

import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One series in one window: a ring of finished steps, a baseline for each span, and how high its scores have been.
///
/// The baseline of a span holds only sums that ended before that span began, so nothing is ever compared with itself.
/// Confidence is the product of
///
/// - `z²/(1+z²)`: by Cantelli's inequality at most `1/(1+z²)` of any distribution lies so far above its mean;
/// - one less the causal tail rank `(#{past scores ≥ z} + 1)/(t + 1)`: what happens to this series every day is no news;
/// - 0.15 for a newcomer, a series too young to have a normal that it could leave. It is measured against its silence
///   while its platform was counted; everything else against its own life.
final class WindowDetector {

  /// A series stands out from here on …
  static final double SIGNIFICANT = 3;
  /// … and is back to normal below this.
  private static final double CALM = 1.5;
  /// A firing needs this, must be rarer than one in a hundred of the series' own scores, and is then repeated within a window's
  /// length only by a score half as high again.
  private static final double FIRING = 6;
  private static final double FIRING_RANK = 0.01;
  private static final double CLEARLY_STRONGER = 1.5;
  private static final double NEWCOMER = 0.15;

  /// Scores of the past are counted in bins that begin at 0.5 · 2^(i/2): 0.5, 0.71, 1, 1.41 … 90.
  private static final int BINS = 16;
  private static final double FIRST_BIN = 0.5;

  private static final long NONE = Long.MIN_VALUE;

  private final Window window;
  private final double[] ring;
  private final double[] weighted;
  private final double[] squared;
  private final double[] past = new double[BINS];
  private long first = NONE;
  private long current = NONE;
  private double partial;
  private long risingSince = NONE;
  private long firedAt = NONE;
  private double firedScore;
  private int firings;

  WindowDetector(Window window) {
    this.window = window;
    this.ring = new double[2 * window.span(window.spans() - 1)];
    this.weighted = new double[window.spans()];
    this.squared = new double[window.spans()];
  }

  void copyFrom(WindowDetector other) {
    System.arraycopy(other.ring, 0, ring, 0, ring.length);
    System.arraycopy(other.weighted, 0, weighted, 0, weighted.length);
    System.arraycopy(other.squared, 0, squared, 0, squared.length);
    System.arraycopy(other.past, 0, past, 0, BINS);
    first = other.first;
    current = other.current;
    partial = other.partial;
    risingSince = other.risingSince;
    firedAt = other.firedAt;
    firedScore = other.firedScore;
    firings = other.firings;
  }

  /// Takes what a bucket holds; buckets come in order, and those between are empty.
  void add(long bucket, double value, double unit) {
    advance(step(bucket), unit);
    partial += value;
  }

  /// Finishes all steps before the given one.
  void advance(long step, double unit) {
    if (current == NONE) {
      first = step;
      current = step;
    }
    if (step > current) {
      finish(partial, unit);
      partial = 0;
      skip(step - current, unit);
    }
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

  int firings() {
    return firings;
  }

  /// Everything that later scores depend on, for comparing states.
  double[] remembered() {
    return Stream.of(ring, weighted, squared, past, new double[]{partial, firedScore})
        .flatMapToDouble(DoubleStream::of)
        .toArray();
  }

  /// `count` empty steps. Once the ring is all zeros, a step only fades what is remembered, so the rest is one multiplication by
  /// `(1−α)^count`.
  private void skip(long count, double unit) {
    long single = Math.min(count, ring.length);
    for (long i = 0; i < single; i++) {
      finish(0, unit);
    }
    if (count > single) {
      fade(Math.pow(1 - window.alpha(), count - single));
      current += count - single;
    }
  }

  private void finish(double value, double unit) {
    ring[slot(current)] = value;
    double z = highest(unit);
    remember(z);
    current++;
    learn();
  }

  /// The highest score of the sums that end with the current step, against the series' own life.
  private double highest(double unit) {
    double highest = 0;
    for (int i = 0; i < window.spans(); i++) {
      var expected = expected(i, first, unit);
      if (expected != null) {
        highest = Math.max(highest, expected.significance(sum(current, window.span(i))));
      }
    }
    return highest;
  }

  private void remember(double z) {
    double rank = rank(z, first);
    fade(past, 1 - window.alpha());
    if (z >= FIRST_BIN) {
      past[bin(z)] += window.alpha();
    }
    if (z < CALM) {
      risingSince = NONE;
    } else if (z >= SIGNIFICANT && risingSince == NONE) {
      risingSince = current;
    }
    boolean quiet = firedAt != NONE && current - firedAt < window.steps() && z < CLEARLY_STRONGER * firedScore;
    if (z >= FIRING && rank <= FIRING_RANK && !quiet) {
      firedAt = current;
      firedScore = z;
      firings++;
    }
  }

  /// Takes into each baseline the newest sum that overlaps neither the sum that has just ended nor a coming one. Sums that reach
  /// back before the first event are left out: at the very beginning nobody knows what was before.
  private void learn() {
    for (int i = 0; i < window.spans(); i++) {
      int span = window.span(i);
      long end = current - span - 1;
      boolean whole = end - span + 1 >= first;
      double x = whole ? sum(end, span) : 0;
      weighted[i] += window.alpha() * (x - weighted[i]);
      squared[i] += window.alpha() * (x * x - squared[i]);
    }
  }

  private void fade(double factor) {
    fade(weighted, factor);
    fade(squared, factor);
    fade(past, factor);
  }

  private static void fade(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  private double sum(long end, int span) {
    double sum = 0;
    int slot = slot(end);
    for (int i = 0; i < span; i++) {
      sum += ring[slot];
      slot = slot == 0 ? ring.length - 1 : slot - 1;
    }
    return sum;
  }

  private int slot(long step) {
    return (int) Math.floorMod(step, (long) ring.length);
  }

  private @Nullable Expectation expected(int span, long since, double unit) {
    int length = window.span(span);
    long age = current + 1 - 2L * length - since;
    return Expectation.of(window, length, weighted[span], squared[span], age, unit);
  }

  /// The causal tail rank: the share of the past, so far as it is remembered, that scored as high.
  private double rank(double z, long since) {
    if (z < FIRST_BIN) {
      return 1;
    }
    double steps = (1 - window.kept(Math.max(0, current - since))) / window.alpha();
    double asHigh = 0;
    for (int i = bin(z); i < BINS; i++) {
      asHigh += past[i] / window.alpha();
    }
    return Math.min(1, (asHigh + 1) / (steps + 1));
  }

  private static int bin(double z) {
    double halfOctaves = 2 * Math.log(z / FIRST_BIN) / Math.log(2);
    return (int) Math.min(BINS - 1, halfOctaves);
  }

  /// How the window stands after its finished steps, or, where that scores higher, with the unfinished ones on top: what is unfinished
  /// may raise a score, never lower it.
  ///
  /// @param since the bucket from which on an absent event means that nothing happened
  /// @param open sums of the steps from the current one on, as far as they are known
  /// @return null where the series is within its normal
  @Nullable
  Assessment assess(long since, double[] open, double unit) {
    boolean newcomer = expected(0, first, unit) == null;
    long begin = newcomer ? Math.min(step(since), first) : first;
    Assessment best = null;
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
        best = better(best, expected, sum, span, ahead, newcomer ? NEWCOMER : 1, begin);
      }
    }
    return best;
  }

  private @Nullable Assessment better(@Nullable Assessment best, Expectation expected, double sum, int span, int ahead,
      double known, long begin) {
    double z = expected.significance(sum);
    if (z < SIGNIFICANT) {
      return best;
    }
    double growth = expected.growth(sum);
    double confidence = z * z / (1 + z * z) * (1 - rank(z, begin)) * known;
    double score = Math.log(growth) / Math.log(2) * confidence;
    if (best != null && best.score() >= score) {
      return best;
    }
    long end = current - 1 + ahead;
    long left = risingSince != NONE ? risingSince : end - span + 1;
    var since = Bucket.start(left * window.stepBuckets());
    var over = window.stepLength().multipliedBy(span);
    boolean fresh = ahead > 0 || span == 1;
    return new Assessment(window, score, z, sum, expected.mean(), over, growth,
        fresh ? Direction.RISING : MannKendall.direction(finished()), confidence, since);
  }

  private double[] finished() {
    var values = new double[window.steps()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ring[slot(current - values.length + i)];
    }
    return values;
  }
}
