package io.groundswell.trend.novelty;

import java.time.Duration;

/// Scores each bucket of a series by how unlike everything before it is: 0 to 1, and from 0.5 on it fires.
///
/// Three unlike questions are asked of every bucket, and each answer is ranked in its own past ([TailRanks]):
///
/// - *Has this pattern of recent values been seen before?* The value and its averages over the last minutes to hours
///   are a point; how far that point lies from all that is known is its novelty ([Contexts]).
/// - *Has the level left its range?* An hourly average against mean and deviation of the last days, SigniTrend's
///   `(x − m) / (√v + β)` (Schubert et al., KDD 2014), up or down.
/// - *Is the level usual at this time of day?* The surprise of its class among those that this hour has had
///   ([HourLevels]).
///
/// The ranks are joined by the root of the sum of their squares: one alone must be rare, several together need be less
/// so. Once fired, the series stays quiet until nothing rare has come for ten hours, unless something four times as
/// rare comes: what goes on is not told twice.
///
/// Streaming, in event time, without the future; O(1) a bucket. Not safe for several threads.
public final class NoveltyDetector {

  /// A score from here on fires.
  public static final double FIRES = 0.5;

  /// A firing that scores so is rare enough to make a trend, if the series rises upon it: 1.85 powers of ten. What
  /// fires only just is worth a look, and not an announcement.
  public static final double TREND = 0.65;

  /// The highest score that does not fire.
  private static final double ALMOST = 0.495;
  /// Powers of ten by which something must be rarer to fire again at once.
  private static final double CLEARLY_RARER = 0.6;
  /// Deviations above the level that make a rise.
  private static final double CLEARLY_ABOVE = 2;
  private static final double ABOVE = 1;
  /// The share of the past of an hour that may have been as high as what is new there: less than one day in a week.
  private static final double UNHEARD_OF = 1.0 / 12;
  private static final int DAYS_OF_A_RHYTHM = 2;
  private static final int FIRST_BUCKETS = 10;
  private static final int FIRST_HOURS = 50;

  // The averages, by their places.
  private static final int SCALE = 0;
  private static final int LEVEL = 1;
  private static final int LEVEL_AVERAGE = 2;
  private static final int HOUR_AVERAGE = 3;
  private static final int PATTERN = 4;

  // The ranks, by theirs.
  private static final int PATTERN_RANK = 0;
  private static final int LEVEL_RANK = 1;
  private static final int HOUR_RANK = 2;

  private final Rates rates;
  private final Averages averages = new Averages(2, PATTERN + Rates.AVERAGES - 2);
  private final Contexts contexts;
  private final HourLevels hours = new HourLevels();
  private final TailRanks ranks = new TailRanks(3);
  private long buckets;
  private int firedAt = Integer.MIN_VALUE / 2;
  private float firedRarity;
  private float rarity;
  private float height;

  /// @param bucket how long a bucket is; half-lives in days follow from it
  public NoveltyDetector(Duration bucket) {
    this(Rates.of(bucket));
  }

  /// For finding out what a parameter does.
  public NoveltyDetector(Duration bucket, Tuning tuning) {
    this(new Rates(bucket, tuning));
  }

  private NoveltyDetector(Rates rates) {
    this.rates = rates;
    contexts = new Contexts(Rates.AVERAGES + 1, rates.contexts);
  }

  /// Knows what the other one knows, from now on each for itself. Both of the same rates.
  public void copyFrom(NoveltyDetector other) {
    averages.copyFrom(other.averages);
    contexts.copyFrom(other.contexts);
    hours.copyFrom(other.hours);
    ranks.copyFrom(other.ranks);
    buckets = other.buckets;
    firedAt = other.firedAt;
    firedRarity = other.firedRarity;
    rarity = other.rarity;
    height = other.height;
  }

  /// Takes the next bucket.
  ///
  /// @param epochSecond when it begins; later than the one before
  /// @return 0 to 1; it fires from [#FIRES] on
  public double next(long epochSecond, double value) {
    buckets++;
    averages.add(SCALE, value, rates.scale);
    rarity = (float) Math.hypot(Math.hypot(patternRarity(value), levelRarity(value)), hourRarity(epochSecond, value));
    if (rarity < rates.threshold) {
      return ALMOST * rarity / rates.threshold;
    }
    if (buckets - firedAt < rates.quietBuckets && rarity < firedRarity + CLEARLY_RARER) {
      firedAt = (int) buckets;
      return ALMOST;
    }
    firedAt = (int) buckets;
    firedRarity = rarity;
    return 1 - (1 - FIRES) * Math.pow(10, rates.threshold - rarity);
  }

  /// So many buckets in which nothing happened, at once: the levels fall as they would one by one, but none of these
  /// buckets is looked at, and none is ranked.
  public void rest(long count) {
    buckets += count;
    averages.addZeros(SCALE, rates.scale, count);
    averages.addZeros(LEVEL_AVERAGE, rates.levelAverage, count);
    averages.addZeros(LEVEL, rates.level, count);
    averages.addZeros(HOUR_AVERAGE, rates.hourAverage, count);
    for (int i = 0; i < Rates.AVERAGES; i++) {
      averages.addZeros(PATTERN + i, rates.averages[i], count);
    }
    contexts.rest(count);
  }

  /// Whether the series, when it was last [looked at][#next], stood clearly above its level of the last days: the value
  /// and its average over ten minutes by [#CLEARLY_ABOVE] deviations. Coming back from an outage is no rise.
  ///
  /// The level of `n` days is itself uncertain, for what one day was like says little of the next; so a deviation is
  /// that of a prediction, `√(1 + 1/n)` as large (as in the prediction interval of a mean, with days as what is
  /// independent). A series of one day must rise by 2.8 deviations, one of four days by 2.2: else the first mornings of
  /// a young series, whose rhythm nobody knows yet, would be trends.
  public boolean isRising() {
    double clearly = clearly();
    return height > clearly && averages.distance(SCALE, averages.mean(HOUR_AVERAGE)) > clearly;
  }

  private double clearly() {
    return CLEARLY_ABOVE * Math.sqrt(1 + rates.bucketsOfADay / buckets);
  }

  /// Whether it is known what the series is like at each hour of the day: that takes two days.
  public boolean knowsItsDay() {
    return buckets >= DAYS_OF_A_RHYTHM * rates.bucketsOfADay;
  }

  /// Whether the last bucket stood above the level of the last days, by one deviation, and higher than this hour of the
  /// day has been so far but for one bucket in twelve: so never by what comes every day, nor by what comes once a week.
  ///
  /// @param epochSecond when it began
  /// @param own buckets of the same hour that belong to what is asked about, that one included
  public boolean isHigh(long epochSecond, int own) {
    return isUnheardOf(epochSecond, height, ABOVE, own);
  }

  /// Whether the average over ten minutes stood clearly so.
  public boolean isClearlyHigh(long epochSecond, int own) {
    return isUnheardOf(epochSecond, averages.distance(SCALE, averages.mean(HOUR_AVERAGE)), clearly(), own);
  }

  private boolean isUnheardOf(long epochSecond, double z, double above, int own) {
    return knowsItsDay() && z > above && hours.share(epochSecond, z, own) <= UNHEARD_OF;
  }

  /// How rare the last bucket was, joined: in powers of ten, 0 for what is ordinary.
  public double rarity() {
    return rarity;
  }

  /// The mean of the last days.
  public double level() {
    return averages.mean(SCALE);
  }

  /// The deviation of the last days.
  public double deviation() {
    return averages.deviation(SCALE);
  }

  /// The mean of the last hour or so.
  public double recent() {
    return averages.mean(LEVEL_AVERAGE);
  }

  private double patternRarity(double value) {
    height = (float) averages.distance(SCALE, value);
    var pattern = new float[Rates.AVERAGES + 1];
    pattern[0] = height;
    for (int i = 0; i < Rates.AVERAGES; i++) {
      averages.add(PATTERN + i, value, rates.averages[i]);
      pattern[i + 1] = (float) averages.distance(SCALE, averages.mean(PATTERN + i));
    }
    return ranks.rank(PATTERN_RANK, contexts.meet(pattern), rates.memory);
  }

  private double levelRarity(double value) {
    averages.add(LEVEL_AVERAGE, value, rates.levelAverage);
    double recent = averages.mean(LEVEL_AVERAGE);
    double distance = Math.abs(averages.distance(LEVEL, recent));
    averages.add(LEVEL, recent, rates.level);
    return ranks.rank(LEVEL_RANK, buckets <= FIRST_BUCKETS ? 0 : distance, rates.memory);
  }

  private double hourRarity(long epochSecond, double value) {
    averages.add(HOUR_AVERAGE, value, rates.hourAverage);
    double surprise = hours.meet(epochSecond, averages.distance(SCALE, averages.mean(HOUR_AVERAGE)));
    return rates.hourWeight * ranks.rank(HOUR_RANK, buckets < FIRST_HOURS ? 0 : surprise, rates.memory);
  }
}
