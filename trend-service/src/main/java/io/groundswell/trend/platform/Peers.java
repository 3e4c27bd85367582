package io.groundswell.trend.platform;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;
import org.jspecify.annotations.Nullable;

/// The places of all peers, as sketches that can be merged: KLL (Karnin, Lang and Liberty, 2016) with k = 256, exact up
/// to some hundreds, about half a percent of rank off beyond.
///
/// Where a subject has few peers of its size, its place among all of its type and platform has a say: of `n` peers of
/// like size the weight is `n/(n + 20)`, and all of the type are drawn towards the middle by 20 in the same way. That
/// is shrinkage with a fixed prior strength (Efron and Morris, JASA 70, 1975): of two peers the better one is no
/// champion.
final class Peers {

  private static final int K = 256;
  private static final double PRIOR = 20;
  private static final double MIDDLE = 0.5;
  /// Makes the median absolute deviation that of a normal distribution (Rousseeuw and Croux, JASA 88, 1993).
  private static final double TO_SIGMA = 1.4826;
  private static final int BISECTIONS = 50;

  private final Map<Measure.Wide, SortedMap<Integer, KllDoublesSketch>> sketches = new HashMap<>();
  private final Map<Measure.Wide, Spread> wholes = new HashMap<>();
  private final Map<KllDoublesSketch, Spread> spreads = new HashMap<>();

  /// Where a subject stands.
  ///
  /// @param percentile 0 to 1: share of the peers below it, half of its equals included; shrunk
  /// @param robustZ distance from the peers' median in median absolute deviations, scaled to standard deviations
  ///     (Iglewicz and Hoaglin, 1993); shrunk; null where the peers do not differ
  /// @param peers of like size, itself included
  /// @param shrunk whether they are so few that the wider group decides as much as they
  record Standing(double percentile, @Nullable Double robustZ, long peers, boolean shrunk) {
  }

  /// @param deviation median absolute deviation
  private record Spread(KllDoublesSketch sketch, double median, double deviation) {

    static Spread of(KllDoublesSketch sketch) {
      double median = sketch.getQuantile(MIDDLE, QuantileSearchCriteria.INCLUSIVE);
      double low = 0;
      double high = Math.max(sketch.getMaxItem() - median, median - sketch.getMinItem());
      for (int i = 0; i < BISECTIONS; i++) {
        double middle = (low + high) / 2;
        double within = sketch.getRank(median + middle, QuantileSearchCriteria.INCLUSIVE)
            - sketch.getRank(median - middle, QuantileSearchCriteria.EXCLUSIVE);
        if (within < MIDDLE) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return new Spread(sketch, median, high);
    }

    double rank(double place) {
      return (sketch.getRank(place, QuantileSearchCriteria.INCLUSIVE)
          + sketch.getRank(place, QuantileSearchCriteria.EXCLUSIVE)) / 2;
    }
  }

  void add(Measure measure) {
    sketches.computeIfAbsent(measure.wide(), none -> new TreeMap<>())
        .computeIfAbsent(measure.size(), none -> KllDoublesSketch.newHeapInstance(K)).update(measure.place());
  }

  /// Takes another's peers as its own.
  void merge(Peers other) {
    other.sketches.forEach((wide, sizes) -> sizes.forEach((size, sketch) -> sketches
        .computeIfAbsent(wide, none -> new TreeMap<>())
        .computeIfAbsent(size, none -> KllDoublesSketch.newHeapInstance(K)).merge(sketch)));
  }

  /// Whether there are peers of its size.
  boolean knows(Measure measure) {
    return sketches.getOrDefault(measure.wide(), new TreeMap<>()).containsKey(measure.size());
  }

  /// Where it stands among all that were added. Nothing is added any more.
  ///
  /// @throws IllegalArgumentException where there is [none][#knows] of its size
  Standing place(Measure measure) {
    var sizes = sketches.getOrDefault(measure.wide(), new TreeMap<>());
    var own = sizes.get(measure.size());
    if (own == null) {
      throw new IllegalArgumentException("no peers of its size");
    }
    var whole = wholes.computeIfAbsent(measure.wide(), none -> whole(sizes));
    var like = spreads.computeIfAbsent(own, Spread::of);
    double all = whole.sketch.getN();
    double few = own.getN();
    double wide = (all * whole.rank(measure.place()) + PRIOR * MIDDLE) / (all + PRIOR);
    double percentile = shrink(few, like.rank(measure.place()), wide);
    double median = shrink(few, like.median, whole.median);
    double deviation = TO_SIGMA * shrink(few, like.deviation, whole.deviation);
    return new Standing(percentile, deviation > 0 ? (measure.place() - median) / deviation : null, own.getN(),
        few < PRIOR);
  }

  private static double shrink(double peers, double own, double wide) {
    return (peers * own + PRIOR * wide) / (peers + PRIOR);
  }

  private static Spread whole(SortedMap<Integer, KllDoublesSketch> sizes) {
    var all = KllDoublesSketch.newHeapInstance(K);
    sizes.values().forEach(all::merge);
    return Spread.of(all);
  }
}
