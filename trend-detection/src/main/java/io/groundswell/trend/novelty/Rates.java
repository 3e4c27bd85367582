package io.groundswell.trend.novelty;

import io.groundswell.trend.novelty.Tuning.Parameter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The parameters as a detector uses them, for buckets of one length; shared by all detectors of such buckets.
final class Rates {

  /// The pattern's averages, each with four times the half-life of the one before.
  static final int AVERAGES = 3;

  private static final double STRETCH = 4;
  private static final double DAY = Duration.ofDays(1).toSeconds();

  final double bucketsOfADay;
  final double scale;
  final double level;
  final double levelAverage;
  final double hourAverage;
  final double hourWeight;
  final double[] averages = new double[AVERAGES];
  final int memory;
  final long quietBuckets;
  final int contexts;
  final double threshold;

  private static final Map<Duration, Rates> IN_USE = new ConcurrentHashMap<>();

  /// Those in use.
  static Rates of(Duration bucket) {
    return IN_USE.computeIfAbsent(bucket, length -> new Rates(length, Tuning.DEFAULT));
  }

  Rates(Duration bucket, Tuning tuning) {
    double day = DAY / bucket.toSeconds();
    bucketsOfADay = day;
    scale = Averages.alpha(tuning.get(Parameter.SCALE_DAYS) * day);
    level = Averages.alpha(tuning.get(Parameter.LEVEL_DAYS) * day);
    levelAverage = Averages.alpha(tuning.get(Parameter.LEVEL_AVERAGE));
    hourAverage = Averages.alpha(tuning.get(Parameter.HOUR_AVERAGE));
    hourWeight = tuning.get(Parameter.HOUR_WEIGHT);
    memory = TailRanks.most(tuning.get(Parameter.MEMORY_DAYS) * day);
    quietBuckets = Math.max(1, Math.round(tuning.get(Parameter.QUIET_DAYS) * day));
    for (int i = 0; i < AVERAGES; i++) {
      averages[i] = Averages.alpha(tuning.get(Parameter.SHORTEST_AVERAGE) * Math.pow(STRETCH, i));
    }
    contexts = (int) Math.round(tuning.get(Parameter.CONTEXTS));
    threshold = tuning.get(Parameter.THRESHOLD);
  }
}
