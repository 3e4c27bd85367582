package io.groundswell.trend.truth;

import io.groundswell.trend.detect.Assessment;
import io.groundswell.trend.detect.Assessor;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.SeriesDetector;
import io.groundswell.trend.detect.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Whether what should stand on top of a board does: a seeded world of hashtags of very different sizes, of which every
/// day three are taken up by a crowd for three days, and eight small ones are pushed by a few accounts for four hours:
/// so there are more pushed ones than places. Boards are made at the end of each day, by several orders.
public final class Ranking {

  private static final long BEGIN = Bucket.of(Instant.parse("2026-01-05T00:00:00Z"));
  private static final int SUBJECTS = 300;
  private static final int QUIET_DAYS = 14;
  private static final int DAYS = 8;
  private static final int NEVER = Integer.MAX_VALUE / 2;
  private static final int TOP = 10;
  private static final int CROWDS_A_DAY = 3;
  private static final int PUSHED_A_DAY = 8;
  private static final int CROWD_LASTS = 3 * Bucket.DAY;
  private static final int PUSH_LASTS = 4 * 12;
  private static final double CROWD = 3;
  private static final double PUSH = 20;
  private static final double DISPERSION = 0.05;

  /// What entries are ordered by.
  public enum Order {
    BOARD("the board's score"),
    VOLUME("largest volume"),
    GROWTH("yesterday's growth");

    private final String title;

    Order(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /// @param hits of the ten entries, or of as many crowds as there are, the share that a crowd is behind; mean of the
  ///     days
  /// @param stability share of the ten that were among the ten of the day before; mean of the days
  public record Result(Order order, double hits, double stability) {
  }

  private Ranking() {
  }

  /// @param worlds so many, each of another seed
  public static List<Result> judge(int worlds) {
    var hits = new double[Order.values().length];
    var stability = new double[Order.values().length];
    for (int seed = 0; seed < worlds; seed++) {
      var world = new World(seed);
      for (var order : Order.values()) {
        hits[order.ordinal()] += world.hits(order) / worlds;
        stability[order.ordinal()] += world.stability(order) / worlds;
      }
    }
    return Arrays.stream(Order.values())
        .map(order -> new Result(order, hits[order.ordinal()], stability[order.ordinal()]))
        .toList();
  }

  /// A hashtag at the end of a day.
  ///
  /// @param score `log₂(growth) · confidence` on the board of a day; 0 where it does not stand there
  /// @param isCrowd whether a crowd has it
  private record Entry(int subject, double score, double today, double yesterday, boolean isCrowd) {

    double by(Order order) {
      return switch (order) {
        case BOARD -> score;
        case VOLUME -> today;
        case GROWTH -> (today + 1) / (yesterday + 1);
      };
    }
  }

  private static final class World {

    private final SplittableRandom random;
    private final double[] bases = new double[SUBJECTS];
    private final int[] crowdAt = new int[SUBJECTS];
    private final int[] pushedAt = new int[SUBJECTS];
    private final List<List<Entry>> days = new ArrayList<>();

    World(long seed) {
      random = new SplittableRandom(seed);
      Arrays.fill(crowdAt, NEVER);
      Arrays.fill(pushedAt, NEVER);
      for (int subject = 0; subject < SUBJECTS; subject++) {
        // From one in half an hour to a hundred in five minutes.
        bases[subject] = Math.pow(10, -0.8 + 2.8 * random.nextDouble());
      }
      for (int day = QUIET_DAYS; day < QUIET_DAYS + DAYS; day++) {
        for (int i = 0; i < CROWDS_A_DAY; i++) {
          crowdAt[pick(base -> base >= 1)] = day * Bucket.DAY + random.nextInt(Bucket.DAY / 2);
        }
        for (int i = 0; i < PUSHED_A_DAY; i++) {
          int subject = pick(base -> base < 1);
          pushedAt[subject] = (day + 1) * Bucket.DAY - PUSH_LASTS - random.nextInt(Bucket.DAY / 4);
        }
      }
      for (int day = 0; day < DAYS; day++) {
        days.add(new ArrayList<>());
      }
      for (int subject = 0; subject < SUBJECTS; subject++) {
        live(subject, new NoisyCounts(seed * SUBJECTS + subject, DISPERSION, 0.33));
      }
    }

    /// One of that size that nothing has happened to yet.
    private int pick(DoublePredicate size) {
      var free = IntStream.range(0, SUBJECTS)
          .filter(subject -> size.test(bases[subject]) && crowdAt[subject] == NEVER && pushedAt[subject] == NEVER)
          .toArray();
      return free[random.nextInt(free.length)];
    }

    private void live(int subject, NoisyCounts noise) {
      var detector = new SeriesDetector(BEGIN);
      var assessor = new Assessor();
      double yesterday = 0;
      double today = 0;
      for (int bucket = 0; bucket < (QUIET_DAYS + DAYS) * Bucket.DAY; bucket++) {
        boolean isCrowd = bucket >= crowdAt[subject] && bucket < crowdAt[subject] + CROWD_LASTS;
        boolean isPushed = bucket >= pushedAt[subject] && bucket < pushedAt[subject] + PUSH_LASTS;
        double pushed = isPushed ? Math.rint(PUSH * bases[subject]) : 0;
        double count = noise.next(bucket, bases[subject] * (isCrowd ? CROWD : 1)) + pushed;
        today += count;
        if (count > 0) {
          detector.put(BEGIN + bucket, count, (long) count);
        }
        if ((bucket + 1) % Bucket.DAY == 0) {
          int day = (bucket + 1) / Bucket.DAY - 1 - QUIET_DAYS;
          if (day >= 0) {
            double score = assessor.assess(detector, BEGIN, BEGIN + bucket + 1).stream()
                .filter(one -> one.window() == Window.DAY)
                .mapToDouble(Assessment::score)
                .max()
                .orElse(0);
            days.get(day).add(new Entry(subject, score, today, yesterday, isCrowd));
          }
          yesterday = today;
          today = 0;
        }
      }
    }

    private List<Entry> top(int day, ToDoubleFunction<Entry> by) {
      return days.get(day).stream()
          .filter(one -> by.applyAsDouble(one) > 0)
          .sorted(Comparator.comparingDouble(by).reversed().thenComparing(Entry::subject))
          .limit(TOP)
          .toList();
    }

    double hits(Order order) {
      double sum = 0;
      for (int day = 0; day < DAYS; day++) {
        long crowds = days.get(day).stream().filter(Entry::isCrowd).count();
        long found = top(day, one -> one.by(order)).stream().filter(Entry::isCrowd).count();
        sum += (double) found / Math.min(TOP, crowds);
      }
      return sum / DAYS;
    }

    double stability(Order order) {
      double sum = 0;
      for (int day = 1; day < DAYS; day++) {
        var before = top(day - 1, one -> one.by(order)).stream().map(Entry::subject).toList();
        var now = top(day, one -> one.by(order)).stream().map(Entry::subject).toList();
        sum += now.isEmpty() ? 0 : (double) now.stream().filter(before::contains).count() / now.size();
      }
      return sum / (DAYS - 1);
    }
  }
}
