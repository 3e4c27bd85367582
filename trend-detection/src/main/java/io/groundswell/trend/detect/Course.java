package io.groundswell.trend.detect;

import io.groundswell.trend.novelty.NoveltyDetector;

/// The course of a trend on the finished buckets of a series: when it started, its peak, its end.
///
/// A trend starts when the series fires [clearly][NoveltyDetector#TREND] and, within an hour, stands two deviations
/// above its level of the last days. Its height is the average of the last hours (half-life an hour) above that level.
/// Below 70 % of the greatest height it has peaked, below 25 % it has ended, though not within its first hour; and
/// after a week what it has become is its normal.
///
/// And the clearest *step* up of lately that the series had not shown at that hour of the day before, and that lasted:
/// what a changed definition makes in all series of a metric at once, and by one factor. A series may have stepped at a
/// bucket when the mean of the [#LASTS] from it on is above the mean of the [#BEFORE] before it by [#LEAST] or more;
/// of neighbouring ones it is the one where the two differ most. A rhythm, or a crowd that gathers, makes a slope
/// instead, and so what counts is the part of the whole difference that lies between the quarter of an hour before and
/// the one behind: 1 for a step, 0.4 for a slope that goes on evenly.
final class Course {

  /// Three quarters of an hour …
  static final int LASTS = 9;
  static final int BEFORE = 12;
  /// … and an hour after which no other bucket will be clearer.
  static final int SETTLED = LASTS + 3;

  private static final double LEAST = 1.3;
  /// No larger factor is told from this one.
  private static final double HIGHEST = 60_000;
  private static final int QUARTER = 3;
  /// Steps within two hours are one.
  private static final int ONE = 24;

  private static final int HOUR = 12;
  private static final int WEEK = 7 * Bucket.DAY;
  private static final float PEAKED = 0.7f;
  private static final float ENDED = 0.25f;
  /// How rare the rarest bucket of lately was fades with a half-life of half a day.
  private static final float FADING = (float) Math.pow(0.5, 1.0 / (Bucket.DAY / 2.0));
  private static final int LONG_AGO = Integer.MIN_VALUE / 2;

  // Buckets as 32 bits, for there are millions of series.
  private int watchedUntil = LONG_AGO;
  private int since = LONG_AGO;
  private float base;
  private float top;
  private float rarest;
  private Phase phase = Phase.CALM;
  private int steppedAt = LONG_AGO;
  private float rise;
  // As half-precision floats: three digits are plenty.
  private short factor;
  private short sharpness;

  void copyFrom(Course other) {
    watchedUntil = other.watchedUntil;
    since = other.since;
    base = other.base;
    top = other.top;
    rarest = other.rarest;
    phase = other.phase;
    steppedAt = other.steppedAt;
    rise = other.rise;
    factor = other.factor;
    sharpness = other.sharpness;
  }

  /// Takes the next finished bucket, after the detector of novelty has taken it.
  ///
  /// @param score what that said
  void next(long bucket, double score, NoveltyDetector novelty) {
    rarest = Math.max((float) novelty.rarity(), rarest * FADING);
    if (score >= NoveltyDetector.TREND) {
      watchedUntil = (int) bucket + HOUR;
    }
    if (phase == Phase.CALM) {
      if (bucket < watchedUntil && novelty.isRising()) {
        phase = Phase.RISEN;
        since = (int) bucket;
        base = (float) novelty.level();
        top = base;
      }
      return;
    }
    float height = (float) novelty.recent() - base;
    top = Math.max(top, base + height);
    if (bucket - since >= WEEK || bucket - since >= HOUR && height <= ENDED * (top - base)) {
      phase = Phase.CALM;
    } else if (bucket - since >= HOUR && height < PEAKED * (top - base)) {
      phase = Phase.PEAKED;
    }
  }

  /// So many empty buckets at once, beyond the first hour of them: whatever it was is over.
  void rest(long count) {
    phase = Phase.CALM;
    rarest *= (float) Math.pow(FADING, count);
  }

  /// Looks for a step [#LASTS] buckets before the given one.
  ///
  /// @param buckets in steps of a bucket, all finished before that one
  void stepped(long next, WindowDetector buckets) {
    long step = next - LASTS;
    double after = buckets.mean(step, next);
    double before = buckets.mean(step - BEFORE, step);
    double difference = after - before;
    // Not so where one of them is unknown.
    if (before > 0 && after >= LEAST * before && (step - steppedAt > ONE || difference > rise)) {
      double jump = buckets.mean(step + 1, step + 1 + QUARTER) - buckets.mean(step - QUARTER, step);
      steppedAt = (int) step;
      rise = (float) difference;
      factor = Float.floatToFloat16((float) Math.min(after / before, HIGHEST));
      sharpness = Float.floatToFloat16((float) (jump / difference));
    }
  }

  /// The first bucket of the latest step; long ago where there was none.
  long steppedAt() {
    return steppedAt;
  }

  /// The mean after it by the mean before it.
  double factor() {
    return Float.float16ToFloat(factor);
  }

  /// The part of its rise that lies between the quarters of an hour around it.
  double sharpness() {
    return Float.float16ToFloat(sharpness);
  }

  Phase phase() {
    return phase;
  }

  /// The bucket in which the trend started that holds, or the last one.
  long since() {
    return since;
  }

  /// The level of a bucket before the trend.
  double base() {
    return base;
  }

  /// How rare the rarest bucket of lately was, in powers of ten.
  double rarest() {
    return rarest;
  }
}
