package io.groundswell.trend.detect;

import io.groundswell.trend.novelty.NoveltyDetector;

/// The course of a trend on the finished buckets of a series: when it started, its peak, its end.
///
/// A trend starts when the series fires [clearly][NoveltyDetector#TREND] and, within an hour, stands two deviations
/// above its level of the last days. Its height is the average of the last hours (half-life an hour) above that level.
/// Below 70 % of the greatest height it has peaked, below 25 % it has ended, though not within its first hour; and
/// after a week what it has become is its normal.
final class Course {

  private static final int HOUR = 12;
  private static final int WEEK = 7 * Bucket.DAY;
  private static final float PEAKED = 0.7f;
  private static final float ENDED = 0.25f;
  /// How rare the rarest bucket of lately was fades with a half-life of half a day.
  private static final float FADING = (float) Math.pow(0.5, 1.0 / (Bucket.DAY / 2.0));
  private static final long LONG_AGO = Long.MIN_VALUE / 2;

  private long watchedUntil = LONG_AGO;
  private long since = LONG_AGO;
  private float base;
  private float top;
  private float rarest;
  private Phase phase = Phase.CALM;

  void copyFrom(Course other) {
    watchedUntil = other.watchedUntil;
    since = other.since;
    base = other.base;
    top = other.top;
    rarest = other.rarest;
    phase = other.phase;
  }

  /// Takes the next finished bucket, after the detector of novelty has taken it.
  ///
  /// @param score what that said
  void next(long bucket, double score, NoveltyDetector novelty) {
    rarest = Math.max((float) novelty.rarity(), rarest * FADING);
    if (score >= NoveltyDetector.TREND) {
      watchedUntil = bucket + HOUR;
    }
    if (phase == Phase.CALM) {
      if (bucket < watchedUntil && novelty.isRising()) {
        phase = Phase.RISEN;
        since = bucket;
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
