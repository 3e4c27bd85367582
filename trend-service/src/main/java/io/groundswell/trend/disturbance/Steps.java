package io.groundswell.trend.disturbance;

import io.groundswell.trend.detect.Assessor.Stepped;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The series of a metric that have stepped up in one bucket.
///
/// @param count of them
/// @param sharpness the sum of theirs, see [Stepped]
/// @param factors so many of them by the quarter of an octave that their factor lies in: 0 from 1 on, 4 from 2 on
public record Steps(int count, double sharpness, SortedMap<Integer, Integer> factors) {

  static final Steps NONE = new Steps(0, 0, Collections.emptySortedMap());

  private static final int AN_OCTAVE = 4;
  /// Two factors are one where they lie within three quarters of an octave: of a series of three events in a bucket an
  /// hour says no more.
  private static final int NEAR = 3;
  /// What lies between the quarters of an hour around a step, of the whole rise: noise makes it more or less than 1.
  private static final double LEAST_SHARPNESS = 0.75;
  private static final double MOST_SHARPNESS = 1.4;

  public Steps {
    factors = Collections.unmodifiableSortedMap(new TreeMap<>(factors));
  }

  static Steps of(Stepped one) {
    int octaves = (int) Math.floor(AN_OCTAVE * Math.log(one.factor()) / Math.log(2));
    var factors = new TreeMap<Integer, Integer>();
    factors.put(octaves, 1);
    return new Steps(1, one.sharpness(), factors);
  }

  Steps and(Steps other) {
    var both = new TreeMap<>(factors);
    other.factors.forEach((factor, many) -> both.merge(factor, many, Integer::sum));
    return new Steps(count + other.count, sharpness + other.sharpness, both);
  }

  /// So many of them have risen by nearly one factor, the one in their middle, and all together in a step and not on a
  /// slope; 0 where it was one.
  int together() {
    if (count == 0 || sharpness < LEAST_SHARPNESS * count || sharpness > MOST_SHARPNESS * count) {
      return 0;
    }
    int middle = middle();
    return factors.subMap(middle - NEAR, middle + NEAR + 1).values().stream().mapToInt(Integer::intValue).sum();
  }

  private int middle() {
    int seen = 0;
    for (var factor : factors.entrySet()) {
      seen += factor.getValue();
      if (2 * seen >= count) {
        return factor.getKey();
      }
    }
    return 0;
  }
}
