package io.groundswell.trend.novelty;

/// How rare a figure is in its own past, causally: `log₁₀((seen + 1) / (asHigh + 1))`, where `asHigh` counts the past figures that
/// were nearly as high or higher and `seen` all of them, but at most [#RESOLUTION]; both fade. 0 is ordinary, 2 is one in a hundred.
///
/// A rank needs no assumption about the figures' distribution, which is what makes figures of unlike series comparable. Nearly as high is from
/// one bin (19 %) below on: a record by a hair is no news. The cap keeps a long memory from claiming more than a short one, so a threshold
/// means "at most so many buckets of the remembered past were like this" whatever the length of that past.
final class TailRank {

  /// Beyond so many figures a longer past does not make a rank more convincing.
  static final double RESOLUTION = 500;

  private static final int BINS = 64;
  private static final int BINS_AN_OCTAVE = 4;
  /// The upper end of the lowest bin.
  private static final double LOWEST = 1.0 / 64;
  private static final float LARGE = 1e12f;

  private final float[] counts = new float[BINS];
  private float total;
  /// What one figure of now weighs. Raising it instead of fading all bins is the same, and costs one multiplication.
  private float weight = 1;

  /// Ranks the figure against the past, and then takes it into the past.
  ///
  /// @param figure not negative
  /// @param growth `2^(1/h)`: how much more a figure weighs than the one before, for a half-life of `h` figures
  double rank(double figure, double growth) {
    int bin = bin(figure);
    double rank = bin == 0 ? 0 : rarity(bin);
    weight *= (float) growth;
    counts[bin] += weight;
    total += weight;
    if (weight > LARGE) {
      shrink();
    }
    return rank;
  }

  private double rarity(int bin) {
    double asHigh = 0;
    for (int i = Math.max(1, bin - 1); i < BINS; i++) {
      asHigh += counts[i];
    }
    return Math.max(0, Math.log10((Math.min(RESOLUTION, total / weight) + 1) / (asHigh / weight + 1)));
  }

  private void shrink() {
    for (int i = 0; i < BINS; i++) {
      counts[i] /= LARGE;
    }
    total /= LARGE;
    weight /= LARGE;
  }

  private static int bin(double figure) {
    if (figure <= LOWEST) {
      return 0;
    }
    double octaves = Math.log(figure / LOWEST) / Math.log(2);
    return (int) Math.min(BINS - 1, 1 + octaves * BINS_AN_OCTAVE);
  }
}
