package io.groundswell.trend.novelty;

/// How rare figures are, each in its own past, causally: `log₁₀((seen + 1) / (asHigh + 1))`, where `asHigh` counts the
/// past figures that were nearly as high or higher and `seen` all of them, but at most [#RESOLUTION]; both are halved
/// from time to time. 0 is ordinary, 2 is one in a hundred.
///
/// A rank needs no assumption about the figures' distribution, which is what makes figures of unlike series comparable.
/// Nearly as high is from one bin (19 %) below on: a record by a hair is no news. The cap keeps a long memory from
/// claiming more than a short one, so a threshold means "at most so many buckets of the remembered past were like this"
/// whatever the length of that past.
final class TailRanks {

  /// Beyond so many figures a longer past does not make a rank more convincing.
  static final double RESOLUTION = 500;

  /// From 1/64 to 64.
  private static final int BINS = 48;
  private static final int BINS_AN_OCTAVE = 4;
  /// The upper end of the lowest bin.
  private static final double LOWEST = 1.0 / 64;
  /// What one figure counts, so that halving it leaves something.
  private static final int UNIT = 8;
  private static final int LARGEST = Character.MAX_VALUE - UNIT;

  /// All of them in one array, for an object each would be half as large as what it holds.
  private final char[] counts;

  TailRanks(int ranks) {
    counts = new char[ranks * BINS];
  }

  void copyFrom(TailRanks other) {
    System.arraycopy(other.counts, 0, counts, 0, counts.length);
  }

  /// How many figures are remembered before all counts are halved, so that three quarters of it, the mean, are what a
  /// half-life of so many figures would leave.
  static int most(double halfLife) {
    return (int) Math.clamp(halfLife / Math.log(2) / 0.75, 1, LARGEST / (double) UNIT);
  }

  /// Ranks the figure against the past, and then takes it into the past.
  ///
  /// @param figure not negative
  /// @param most see [#most]
  double rank(int one, double figure, int most) {
    int from = one * BINS;
    int bin = bin(figure);
    int asHigh = 0;
    for (int i = Math.max(1, bin - 1); i < BINS; i++) {
      asHigh += counts[from + i];
    }
    int total = asHigh;
    for (int i = 0; i < Math.max(1, bin - 1); i++) {
      total += counts[from + i];
    }
    counts[from + bin] += UNIT;
    if (total + UNIT >= most * UNIT) {
      halve(from);
    }
    double seen = Math.min(RESOLUTION, (double) total / UNIT);
    return bin == 0 ? 0 : Math.max(0, Math.log10((seen + 1) / ((double) asHigh / UNIT + 1)));
  }

  private void halve(int from) {
    for (int i = from; i < from + BINS; i++) {
      counts[i] /= 2;
    }
  }

  private static int bin(double figure) {
    if (figure <= LOWEST) {
      return 0;
    }
    double octaves = Math.log(figure / LOWEST) / Math.log(2);
    return (int) Math.min(BINS - 1, 1 + octaves * BINS_AN_OCTAVE);
  }
}
