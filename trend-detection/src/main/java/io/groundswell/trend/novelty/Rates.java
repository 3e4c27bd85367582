package io.groundswell.trend.novelty;

import io.groundswell.trend.novelty.Tuning.Parameter;
import java.time.Duration;

/// The parameters as a detector uses them, for buckets of one length; shared by all detectors of such buckets.
final class Rates {

  /// The pattern's averages, each with four times the half-life of the one before.
  static final int AVERAGES = 3;

  private static final double STRETCH = 4;
  private static final double DAY = Duration.ofDays(1).toSeconds();

  final double scale;
  final double level;
  final double levelAverage;
  final double hourAverage;
  final double hourWeight;
  final double[] averages = new double[AVERAGES];
  final double memoryGrowth;
  final long quietBuckets;
  final int contexts;
  final double threshold;

  Rates(Duration bucket, Tuning tuning) {
    double day = DAY / bucket.toSeconds();
    scale = FadingMoments.alpha(tuning.get(Parameter.SCALE_DAYS) * day);
    level = FadingMoments.alpha(tuning.get(Parameter.LEVEL_DAYS) * day);
    levelAverage = FadingMoments.alpha(tuning.get(Parameter.LEVEL_AVERAGE));
    hourAverage = FadingMoments.alpha(tuning.get(Parameter.HOUR_AVERAGE));
    hourWeight = tuning.get(Parameter.HOUR_WEIGHT);
    memoryGrowth = Math.pow(2, 1 / (tuning.get(Parameter.MEMORY_DAYS) * day));
    quietBuckets = Math.max(1, Math.round(tuning.get(Parameter.QUIET_DAYS) * day));
    for (int i = 0; i < AVERAGES; i++) {
      averages[i] = FadingMoments.alpha(tuning.get(Parameter.SHORTEST_AVERAGE) * Math.pow(STRETCH, i));
    }
    contexts = (int) Math.round(tuning.get(Parameter.CONTEXTS));
    threshold = tuning.get(Parameter.THRESHOLD);
  }
}
