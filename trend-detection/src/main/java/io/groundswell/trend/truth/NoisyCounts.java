package io.groundswell.trend.truth;

import io.groundswell.trend.detect.Bucket;
import java.util.SplittableRandom;

/// Seeded counts: Poisson or, with a dispersion, negative binomial, around a level with a daily rhythm.
public final class NoisyCounts {

  private final SplittableRandom random;
  private final double dispersion;
  private final double rhythm;

  /// @param dispersion variance is `μ + dispersion · μ²`; 0 for Poisson
  /// @param rhythm 0 for none, 0.5 for a level that swings by half over the day
  public NoisyCounts(long seed, double dispersion, double rhythm) {
    this.random = new SplittableRandom(seed);
    this.dispersion = dispersion;
    this.rhythm = rhythm;
  }

  public long next(long bucket, double level) {
    double mean = level * (1 + rhythm * Math.sin(2 * Math.PI * (bucket % Bucket.DAY) / Bucket.DAY));
    return poisson(dispersion == 0 ? mean : gamma(1 / dispersion, mean * dispersion));
  }

  private long poisson(double mean) {
    if (mean > 50) {
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
    double limit = Math.exp(-mean);
    long count = 0;
    for (double p = random.nextDouble(); p > limit; p *= random.nextDouble()) {
      count++;
    }
    return count;
  }

  /// Marsaglia and Tsang 2000, for shapes of 1 and more; smaller ones by Johnk's power.
  private double gamma(double shape, double scale) {
    if (shape < 1) {
      return gamma(shape + 1, scale) * Math.pow(random.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = Math.pow(1 + c * x, 3);
      if (v > 0 && Math.log(random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return d * v * scale;
      }
    }
  }
}
