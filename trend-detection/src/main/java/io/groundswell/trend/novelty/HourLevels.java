package io.groundswell.trend.novelty;

/// How surprising a level is at its hour of the day (UTC): `−ln p`, with `p` the share that the level had of this
/// hour's past.
///
/// Levels are fourteen classes of the distance from the mean, in deviations, finer near the mean: class
/// `7 + 14/6 · sign(z) · ln(1 + 2|z|)`. Each of the 24 hours remembers how often it had which. When one class of an
/// hour has been met 255 times, all of that hour's are halved, after three to six weeks of five-minute buckets: the old
/// fades. Half of what the neighbouring classes have counts too, for an edge between classes is nothing real, and a
/// little is added everywhere, for what was never seen is not impossible.
final class HourLevels {

  private static final int HOURS = 24;
  private static final int SECONDS = 3_600;
  private static final int CLASSES = 14;
  private static final double CLASSES_AN_E_FOLD = CLASSES / 6.0;
  private static final int MOST = 255;
  private static final double UNSEEN = 0.02;
  private static final double EDGES = 0.5;

  /// Unsigned.
  private final byte[] counts = new byte[HOURS * CLASSES];

  void copyFrom(HourLevels other) {
    System.arraycopy(other.counts, 0, counts, 0, counts.length);
  }

  /// The surprise, and then the level is known.
  ///
  /// @param z the level's distance from the mean, in deviations
  double meet(long epochSecond, double z) {
    int hour = (int) Math.floorMod(Math.floorDiv(epochSecond, (long) SECONDS), (long) HOURS);
    int row = hour * CLASSES;
    int level = level(z);
    double all = 0;
    for (int i = 0; i < CLASSES; i++) {
      all += at(row + i);
    }
    double near = (level > 0 ? at(row + level - 1) : 0) + (level < CLASSES - 1 ? at(row + level + 1) : 0);
    double share = (at(row + level) + EDGES * near + UNSEEN) / (all + UNSEEN * CLASSES + EDGES);
    if (at(row + level) == MOST) {
      halve(row);
    }
    counts[row + level]++;
    return Math.max(0, -Math.log(share));
  }

  /// The share of an hour's past in which the level was nearly as high or higher: from the class below on.
  ///
  /// @param own buckets of this hour, the latest, that are not past but what is asked about
  double share(long epochSecond, double z, int own) {
    int row = (int) Math.floorMod(Math.floorDiv(epochSecond, (long) SECONDS), (long) HOURS) * CLASSES;
    int level = level(z);
    double all = 0;
    double asHigh = 0;
    for (int i = 0; i < CLASSES; i++) {
      all += at(row + i);
      asHigh += i >= level - 1 ? at(row + i) : 0;
    }
    return Math.max(0, asHigh - own) / Math.max(1, all - own);
  }

  private void halve(int row) {
    for (int i = 0; i < CLASSES; i++) {
      counts[row + i] = (byte) (at(row + i) / 2);
    }
  }

  private int at(int index) {
    return Byte.toUnsignedInt(counts[index]);
  }

  private static int level(double z) {
    double folds = Math.signum(z) * Math.log1p(2 * Math.abs(z));
    return (int) Math.clamp(Math.round(CLASSES / 2.0 - 1 + folds * CLASSES_AN_E_FOLD), 0, CLASSES - 1);
  }
}
