package io.groundswell.trend.novelty;

/// The patterns that a series has shown, condensed to a fixed number of centres.
///
/// How new a pattern is, is its distance from the nearest centre. A pattern within the radius moves its centre a little
/// towards itself; one beyond it becomes a centre. When there are too many, the two nearest are merged and the radius
/// grows to their distance. This is the doubling algorithm for incremental clustering (Charikar et al., STOC 1997) with
/// the smallest possible step; asking for the novelty of a recent pattern instead of the size of a value is the idea of
/// adaptive resonance (Carpenter & Grossberg 1987) and of contextual detectors.
final class Contexts {

  private static final float LEARNING = 0.1f;
  /// The radius halves in 6,900 buckets, 24 days of five minutes: what was merged long ago may be told apart again.
  private static final float SHRINKING = 0.9999f;

  private final int dimensions;
  private final int most;
  /// As half-precision floats: three digits of a deviation are plenty.
  private final short[] centres;
  private int count;
  private float radius = 0.1f;

  Contexts(int dimensions, int most) {
    this.dimensions = dimensions;
    this.most = most;
    this.centres = new short[(most + 1) * dimensions];
  }

  void copyFrom(Contexts other) {
    System.arraycopy(other.centres, 0, centres, 0, centres.length);
    count = other.count;
    radius = other.radius;
  }

  /// Time passes, and nothing is met.
  void rest(long buckets) {
    radius *= (float) Math.pow(SHRINKING, buckets);
  }

  /// The distance of a pattern from the nearest that is known, and then knows it.
  double meet(float[] pattern) {
    int nearest = -1;
    float least = Float.MAX_VALUE;
    for (int centre = 0; centre < count; centre++) {
      float distance = squared(centre * dimensions, pattern);
      if (distance < least) {
        least = distance;
        nearest = centre;
      }
    }
    radius *= SHRINKING;
    if (nearest >= 0 && least <= radius * radius) {
      approach(nearest * dimensions, pattern);
    } else {
      for (int i = 0; i < dimensions; i++) {
        centres[count * dimensions + i] = Float.floatToFloat16(pattern[i]);
      }
      count++;
      if (count > most) {
        mergeNearest();
      }
    }
    return nearest < 0 ? 0 : Math.sqrt(least);
  }

  private void approach(int at, float[] pattern) {
    for (int i = 0; i < dimensions; i++) {
      float before = centre(at + i);
      centres[at + i] = Float.floatToFloat16(before + LEARNING * (pattern[i] - before));
    }
  }

  private void mergeNearest() {
    int one = 1;
    int other = 0;
    float least = Float.MAX_VALUE;
    for (int i = 1; i < count; i++) {
      for (int j = 0; j < i; j++) {
        float distance = squared(i * dimensions, j * dimensions);
        if (distance < least) {
          least = distance;
          one = i;
          other = j;
        }
      }
    }
    radius = Math.max(radius, (float) Math.sqrt(least));
    for (int i = 0; i < dimensions; i++) {
      centres[other * dimensions + i] =
          Float.floatToFloat16((centre(other * dimensions + i) + centre(one * dimensions + i)) / 2);
    }
    count--;
    System.arraycopy(centres, count * dimensions, centres, one * dimensions, dimensions);
  }

  private float centre(int index) {
    return Float.float16ToFloat(centres[index]);
  }

  private float squared(int at, float[] pattern) {
    float sum = 0;
    for (int i = 0; i < dimensions; i++) {
      float difference = centre(at + i) - pattern[i];
      sum += difference * difference;
    }
    return sum;
  }

  private float squared(int at, int other) {
    float sum = 0;
    for (int i = 0; i < dimensions; i++) {
      float difference = centre(at + i) - centre(other + i);
      sum += difference * difference;
    }
    return sum;
  }
}
