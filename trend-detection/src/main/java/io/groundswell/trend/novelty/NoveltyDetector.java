package io.groundswell.trend.novelty;

import java.time.Duration;

/// Scores each bucket of a series by how unlike everything before it is: 0 to 1, and from 0.5 on it fires.
///
/// Three unlike questions are asked of every bucket, and each answer is ranked in its own past ([TailRank]):
///
/// - *Has this pattern of recent values been seen before?* The value and its averages over the last minutes to hours are a point; how far
///   that point lies from all that is known is its novelty ([Contexts]).
/// - *Has the level left its range?* An hourly average against mean and deviation of the last days, SigniTrend's
///   `(x − m) / (√v + β)` (Schubert et al., KDD 2014), up or down.
/// - *Is the level usual at this time of day?* The surprise of its class among those that this hour has had ([HourLevels]).
///
/// The ranks are joined by the root of the sum of their squares: one alone must be rare, several together need be less so. Once fired, the
/// series is quiet for half a day, unless something four times as rare comes.
///
/// Streaming, in event time, without the future; O(1) a bucket. Not safe for several threads.
public final class NoveltyDetector {

  /// A score from here on fires.
  public static final double FIRES = 0.5;

  /// The highest score that does not fire.
  private static final double ALMOST = 0.495;
  /// Powers of ten by which something must be rarer to fire again at once.
  private static final double CLEARLY_RARER = 0.6;
  /// Deviations above the level that make a rise.
  private static final double CLEARLY_ABOVE = 2;
  private static final int FIRST_BUCKETS = 10;
  private static final int FIRST_HOURS = 50;

  private final Rates rates;
  private final FadingMoments scale = new FadingMoments();
  private final FadingMoments level = new FadingMoments();
  private final FadingMoments levelAverage = new FadingMoments();
  private final FadingMoments hourAverage = new FadingMoments();
  private final FadingMoments[] averages = new FadingMoments[Rates.AVERAGES];
  private final float[] pattern = new float[Rates.AVERAGES + 1];
  private final Contexts contexts;
  private final HourLevels hours = new HourLevels();
  private final TailRank patternRank = new TailRank();
  private final TailRank levelRank = new TailRank();
  private final TailRank hourRank = new TailRank();
  private long buckets;
  private long firedAt = Long.MIN_VALUE / 2;
  private double firedRarity;

  /// @param bucket how long a bucket is; half-lives in days follow from it
  public NoveltyDetector(Duration bucket) {
    this(bucket, Tuning.DEFAULT);
  }

  /// For finding out what a parameter does.
  public NoveltyDetector(Duration bucket, Tuning tuning) {
    rates = new Rates(bucket, tuning);
    contexts = new Contexts(pattern.length, rates.contexts);
    for (int i = 0; i < averages.length; i++) {
      averages[i] = new FadingMoments();
    }
  }

  /// Takes the next bucket.
  ///
  /// @param epochSecond when it begins; later than the one before
  /// @return 0 to 1; it fires from [#FIRES] on
  public double next(long epochSecond, double value) {
    buckets++;
    scale.add(value, rates.scale);
    double rarity = Math.hypot(Math.hypot(patternRarity(value), levelRarity(value)), hourRarity(epochSecond, value));
    if (rarity < rates.threshold) {
      return ALMOST * rarity / rates.threshold;
    }
    if (buckets - firedAt < rates.quietBuckets && rarity < firedRarity + CLEARLY_RARER) {
      return ALMOST;
    }
    firedAt = buckets;
    firedRarity = rarity;
    return 1 - (1 - FIRES) * Math.pow(10, rates.threshold - rarity);
  }

  /// Whether the series, when it was last [looked at][#next], stood clearly above its level of the last days: the value and its average
  /// over ten minutes by [#CLEARLY_ABOVE] deviations. Coming back from an outage is no rise.
  public boolean isRising() {
    return pattern[0] > CLEARLY_ABOVE && scale.distance(hourAverage.mean()) > CLEARLY_ABOVE;
  }

  private double patternRarity(double value) {
    pattern[0] = (float) scale.distance(value);
    for (int i = 0; i < averages.length; i++) {
      averages[i].add(value, rates.averages[i]);
      pattern[i + 1] = (float) scale.distance(averages[i].mean());
    }
    return patternRank.rank(contexts.meet(pattern), rates.memoryGrowth);
  }

  private double levelRarity(double value) {
    levelAverage.add(value, rates.levelAverage);
    double distance = Math.abs(level.distance(levelAverage.mean()));
    level.add(levelAverage.mean(), rates.level);
    return levelRank.rank(buckets <= FIRST_BUCKETS ? 0 : distance, rates.memoryGrowth);
  }

  private double hourRarity(long epochSecond, double value) {
    hourAverage.add(value, rates.hourAverage);
    double surprise = hours.meet(epochSecond, scale.distance(hourAverage.mean()));
    return rates.hourWeight * hourRank.rank(buckets < FIRST_HOURS ? 0 : surprise, rates.memoryGrowth);
  }
}
