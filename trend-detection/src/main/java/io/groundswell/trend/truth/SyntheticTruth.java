package io.groundswell.trend.truth;

import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.novelty.NoveltyDetector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Series of which everything is known: negative-binomial counts around a profile of the hours of a week, into which
/// something is put that is a trend, or that must not be taken for one. A trend is a firing of the detector upon which
/// the series rises clearly within the hour.
public final class SyntheticTruth {

  /// Counts in an ordinary bucket of five minutes.
  private static final double[] BASES = {0.2, 1, 10, 100, 1_000};
  private static final double[] FACTORS = {1.5, 2, 3, 5};
  private static final double DISPERSION = 0.05;
  private static final long BEGIN = Bucket.of(Instant.parse("2026-01-05T00:00:00Z"));
  private static final int LEARNING = 7 * Bucket.DAY;
  private static final int ONSET = 21 * Bucket.DAY + 100;
  private static final int END = 28 * Bucket.DAY;
  private static final int HOUR = 12;

  /// What happens from the onset on.
  public enum Shape {
    /// Rises over half a day, and stays.
    RAMP(Bucket.DAY / 2, Bucket.DAY),
    /// Rises at once, and stays.
    LEVEL(0, Bucket.DAY),
    /// Rises at once, for two hours.
    PULSE(0, 2 * HOUR);

    private final int rise;
    private final int length;

    Shape(int rise, int length) {
      this.rise = rise;
      this.length = length;
    }

    double factor(int since, double factor) {
      if (since < 0 || (this == PULSE && since >= length)) {
        return 1;
      }
      return rise == 0 || since >= rise ? factor : 1 + (factor - 1) * since / rise;
    }
  }

  /// What must not be taken for a trend.
  public enum Nuisance {
    /// Nothing happens at all.
    QUIET,
    /// Half a day has no rows.
    MISSING,
    /// Of three hours, 60 % of the counts come too late; then they come, and the series is judged anew.
    LATE,
    /// The platform is silent for six hours, and comes back as it was.
    OUTAGE,
    /// From now on the metric counts three times as much. A changed definition begins a new series.
    REDEFINED
  }

  /// @param runs series in which it happened
  /// @param delays buckets from the onset to the firing, of those in which it was found before it was over, or within a
  ///     day; in order
  /// @param falseTrends trends called in the two weeks before, on all of them together
  public record Found(Shape shape, double factor, double base, int runs, List<Integer> delays, int falseTrends) {

    public Found {
      delays = List.copyOf(delays);
    }

    public int found() {
      return delays.size();
    }

    /// -1 where it was never found.
    public int medianDelay() {
      return median(delays);
    }
  }

  /// One shape of one size, on all bases.
  ///
  /// @param recall share of the series in which it was found
  /// @param precision of what was called a trend on these series, two weeks before it and while it lasted, the share
  ///     that was it; 1 where nothing was called
  /// @param medianDelay buckets from the onset; -1 where it was never found
  public record Kind(Shape shape, double factor, int runs, int found, double recall, double precision,
      int medianDelay) {

    static Kind of(Shape shape, double factor, List<Found> all) {
      int runs = all.stream().mapToInt(Found::runs).sum();
      int found = all.stream().mapToInt(Found::found).sum();
      int wrong = all.stream().mapToInt(Found::falseTrends).sum();
      return new Kind(shape, factor, runs, found, (double) found / runs,
          found + wrong == 0 ? 1 : (double) found / (found + wrong),
          median(all.stream().flatMap(one -> one.delays.stream()).sorted().toList()));
    }
  }

  private static int median(List<Integer> sorted) {
    return sorted.isEmpty() ? -1 : sorted.get(sorted.size() / 2);
  }

  /// @param trends firings that called it a trend
  /// @param caused of those, the ones that would not have been called within the hour had it not happened
  public record Mistaken(Nuisance nuisance, int runs, int trends, int caused) {
  }

  /// @param threshold score that was called a trend
  /// @param days days of ordinary counts before any onset, on all series
  /// @param falseTrends trends called in them
  public record Result(double threshold, List<Found> found, List<Mistaken> mistaken, double days, int falseTrends) {

    public double recall() {
      return (double) hits() / found.stream().mapToInt(Found::runs).sum();
    }

    /// Of all that was called a trend, the share that was one.
    public double precision() {
      int wrong = falseTrends + mistaken.stream().mapToInt(Mistaken::trends).sum();
      return hits() == 0 ? 0 : (double) hits() / (hits() + wrong);
    }

    /// By shape and size, on all bases together.
    public List<Kind> kinds() {
      return found.stream()
          .map(one -> List.of(one.shape, one.factor))
          .distinct()
          .map(kind -> found.stream().filter(one -> List.of(one.shape, one.factor).equals(kind)).toList())
          .map(all -> Kind.of(all.getFirst().shape, all.getFirst().factor, all))
          .toList();
    }

    private int hits() {
      return found.stream().mapToInt(Found::found).sum();
    }
  }

  private final int seeds;
  private final double threshold;
  private double days;
  private int falseTrends;

  private SyntheticTruth(int seeds, double threshold) {
    this.seeds = seeds;
    this.threshold = threshold;
  }

  /// @param seeds series for each combination
  /// @param threshold score from which on a firing counts, [NoveltyDetector#FIRES] at least; the running system takes
  ///     [NoveltyDetector#TREND]
  public static Result judge(int seeds, double threshold) {
    var truth = new SyntheticTruth(seeds, threshold);
    var found = new ArrayList<Found>();
    for (var shape : Shape.values()) {
      for (double factor : FACTORS) {
        for (double base : BASES) {
          found.add(truth.find(shape, factor, base));
        }
      }
    }
    var mistaken = Arrays.stream(Nuisance.values()).map(truth::mistake).toList();
    return new Result(threshold, found, mistaken, truth.days, truth.falseTrends);
  }

  private Found find(Shape shape, double factor, double base) {
    var delays = new ArrayList<Integer>();
    int wrong = 0;
    for (int seed = 0; seed < seeds; seed++) {
      int onset = ONSET + 37 * seed;
      var counts = ordinary(seed + 1_000L * shape.ordinal() + (long) (10 * factor), base,
          bucket -> shape.factor(bucket - onset, factor));
      var trends = trends(new NoveltyDetector(Bucket.LENGTH), counts, 0, onset + shape.length + HOUR);
      wrong += (int) trends.stream().filter(at -> at >= LEARNING && at < onset).count();
      days += (double) (onset - LEARNING) / Bucket.DAY;
      trends.stream().filter(at -> at >= onset).findFirst().ifPresent(at -> delays.add(at - onset));
    }
    delays.sort(null);
    falseTrends += wrong;
    return new Found(shape, factor, base, seeds, delays, wrong);
  }

  private Mistaken mistake(Nuisance nuisance) {
    int trends = 0;
    int caused = 0;
    for (double base : BASES) {
      for (int seed = 0; seed < seeds; seed++) {
        var quiet = mistakes(Nuisance.QUIET, base, seed);
        var called = mistakes(nuisance, base, seed);
        trends += called.size();
        caused += (int) called.stream()
            .filter(at -> quiet.stream().noneMatch(other -> Math.abs(at - other) <= HOUR))
            .count();
      }
    }
    return new Mistaken(nuisance, BASES.length * seeds, trends, caused);
  }

  private List<Integer> mistakes(Nuisance nuisance, double base, int seed) {
    int until = ONSET + 2 * Bucket.DAY;
    var ordinary = ordinary(77_000L + seed, base, bucket -> 1);
    var detector = new NoveltyDetector(Bucket.LENGTH);
    return switch (nuisance) {
      case QUIET -> after(trends(detector, ordinary, 0, until));
      case MISSING -> {
        trends(detector, ordinary, 0, ONSET);
        yield trends(detector, ordinary, ONSET + Bucket.DAY / 2, until);
      }
      case LATE -> {
        var late = ordinary.clone();
        for (int bucket = ONSET; bucket < ONSET + 3 * HOUR; bucket++) {
          late[bucket] = Math.rint(0.4 * late[bucket]);
        }
        var all = new ArrayList<>(after(trends(detector, late, 0, ONSET + 3 * HOUR)));
        all.addAll(after(trends(new NoveltyDetector(Bucket.LENGTH), ordinary, 0, until)));
        yield all;
      }
      case OUTAGE -> {
        Arrays.fill(ordinary, ONSET, ONSET + 6 * HOUR, 0);
        yield after(trends(detector, ordinary, 0, until));
      }
      case REDEFINED -> {
        trends(detector, ordinary, 0, ONSET);
        var redefined = ordinary(77_000L + seed, 3 * base, bucket -> 1);
        yield trends(new NoveltyDetector(Bucket.LENGTH), redefined, ONSET, until);
      }
    };
  }

  private static List<Integer> after(List<Integer> trends) {
    return trends.stream().filter(at -> at >= ONSET).toList();
  }

  private List<Integer> trends(NoveltyDetector detector, double[] counts, int from, int until) {
    var trends = new ArrayList<Integer>();
    int firedUntil = from;
    for (int bucket = from; bucket < until; bucket++) {
      if (detector.next(Bucket.start(BEGIN + bucket).getEpochSecond(), counts[bucket]) >= threshold) {
        firedUntil = bucket + HOUR;
      }
      if (bucket < firedUntil && detector.isRising()) {
        trends.add(bucket);
        firedUntil = bucket;
      }
    }
    return trends;
  }

  @FunctionalInterface
  private interface Factor {

    double at(int bucket);
  }

  /// Twice as much by day as by night, and a third less on Saturdays and Sundays.
  private static double[] ordinary(long seed, double base, Factor factor) {
    var noise = new NoisyCounts(seed, DISPERSION, 0.33);
    var counts = new double[END];
    for (int bucket = 0; bucket < END; bucket++) {
      double weekday = bucket / Bucket.DAY % 7 >= 5 ? 0.67 : 1;
      counts[bucket] = noise.next(BEGIN + bucket, base * weekday * factor.at(bucket));
    }
    return counts;
  }
}
