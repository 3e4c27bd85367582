package io.groundswell.trend.memory;

import io.groundswell.trend.detect.SeriesDetector;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What befalls a whole platform or a whole metric at once, and so is no trend of any subject. Judged on the series of
/// one partition, over which subjects are spread evenly. Pure.
final class Disturbances {

  /// A platform must have been silent for a quarter of an hour …
  private static final long SHORTEST_SILENCE = 3;
  /// … in which so many events were to be expected: by chance there are none once in e²⁰ times.
  private static final double MISSED = 20;
  /// Fewer series say nothing about their metric.
  private static final int FEWEST = 5;
  /// Of them, the share that must have risen at once.
  private static final double MOST = 2.0 / 3;
  /// Trends that began within two hours began at once: small series are slower.
  private static final long AT_ONCE = 24;
  /// Events in a bucket below which a series is too small to show in it that its metric has changed.
  private static final double LARGE = 3;

  private Disturbances() {
  }

  /// A platform of an organisation.
  record Place(int organization, String platform) {

    static Place of(SeriesKey key) {
      return new Place(key.organization(), key.platform());
    }
  }

  private record Measure(int organization, String platform, String metric) {

    static Measure of(SeriesKey key) {
      return new Measure(key.organization(), key.platform(), key.metric());
    }
  }

  /// How a series stands at the moment.
  ///
  /// @param usual events in a bucket
  /// @param isHigh whether its last complete bucket is far above that
  record Level(double usual, boolean isHigh) {
  }

  /// The platforms of which nothing comes any more, though much should.
  ///
  /// @param complete the first bucket that is not complete
  /// @return with the first bucket in which nothing came
  static Map<Place, Long> silent(Map<SeriesKey, SeriesDetector> series, long complete) {
    var expected = new HashMap<Place, Double>();
    var newest = new HashMap<Place, Long>();
    series.forEach((key, detector) -> {
      var place = Place.of(key);
      expected.merge(place, detector.usual(), Double::sum);
      newest.merge(place, detector.newest(), Math::max);
    });
    var silent = new HashMap<Place, Long>();
    newest.forEach((place, last) -> {
      long length = complete - 1 - last;
      if (length >= SHORTEST_SILENCE && length * expected.getOrDefault(place, 0.0) >= MISSED) {
        silent.put(place, last + 1);
      }
    });
    return silent;
  }

  /// The series that seem to be in a trend because what their metric means has changed: at least five series of the
  /// metric on the platform are large enough to tell, and two thirds of them are high or rose within two hours of it.
  static Set<SeriesKey> redefined(Map<SeriesKey, Level> levels, Map<SeriesKey, Running> running) {
    var able = new HashMap<Measure, Integer>();
    var high = new HashMap<Measure, Integer>();
    var rose = new HashMap<Measure, TreeMap<Long, Integer>>();
    levels.forEach((key, level) -> {
      if (isLarge(level.usual())) {
        var measure = Measure.of(key);
        var own = running.get(key);
        able.merge(measure, 1, Integer::sum);
        if (level.isHigh()) {
          high.merge(measure, 1, Integer::sum);
        } else if (own != null) {
          rose.computeIfAbsent(measure, none -> new TreeMap<>()).merge(own.since(), 1, Integer::sum);
        }
      }
    });
    var redefined = new HashSet<SeriesKey>();
    running.forEach((key, one) -> {
      var measure = Measure.of(key);
      int large = able.getOrDefault(measure, 0);
      int changed = high.getOrDefault(measure, 0) + rose.getOrDefault(measure, new TreeMap<>())
          .subMap(one.since() - AT_ONCE, one.since() + AT_ONCE)
          .values()
          .stream()
          .mapToInt(Integer::intValue)
          .sum();
      if (large >= FEWEST && changed >= MOST * large) {
        redefined.add(key);
      }
    });
    return redefined;
  }

  /// Whether a series with so many events in a bucket shows at once that its metric has changed.
  static boolean isLarge(double usual) {
    return usual >= LARGE;
  }

  /// Whether a series lies on one of the platforms.
  static boolean isOn(Collection<Place> places, SeriesKey key) {
    return places.contains(Place.of(key));
  }
}
