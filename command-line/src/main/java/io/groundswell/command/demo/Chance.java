package io.groundswell.command.demo;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Seeded dice: the same seed rolls the same on every machine.
final class Chance {

  private final SplittableRandom random;

  Chance(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /// Dice of their own for whatever the parts name: others for every other part, or order of parts.
  static Chance of(long... parts) {
    long seed = 0;
    for (long part : parts) {
      seed = new SplittableRandom(seed ^ part).nextLong();
    }
    return new Chance(seed);
  }

  /// Evenly from 0 to below `bound`.
  int below(int bound) {
    return random.nextInt(bound);
  }

  /// Evenly from 0 to below 1.
  double share() {
    return random.nextDouble();
  }

  /// How many of many independent things happen, of which `mean` are expected. Knuth's product of uniforms for small
  /// means; from 30 on the normal distribution is close enough.
  int poisson(double mean) {
    if (mean >= 30) {
      return (int) Math.max(0, Math.round(mean + random.nextGaussian() * Math.sqrt(mean)));
    }
    double least = Math.exp(-mean);
    int count = 0;
    for (double product = random.nextDouble(); product > least; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }

  /// Pareto: `least` for most, and a few a thousand times as much. With shape 1.2 the largest of 200 has about 80 times
  /// the least.
  double pareto(double least, double shape) {
    return least / Math.pow(1 - random.nextDouble(), 1 / shape);
  }

  /// An index, each as likely as its weight.
  int pick(double[] weights) {
    double left = random.nextDouble() * Arrays.stream(weights).sum();
    for (int i = 0; i < weights.length - 1; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }

  /// The weights 1, 1/2, 1/3 … of Zipf's law.
  static double[] zipf(int count) {
    var weights = new double[count];
    Arrays.setAll(weights, rank -> 1.0 / (rank + 1));
    return weights;
  }
}
