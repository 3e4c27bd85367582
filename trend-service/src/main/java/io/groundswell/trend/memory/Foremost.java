package io.groundswell.trend.memory;

import io.groundswell.trend.detect.Window;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Those that stand out and may come onto a board: of each metric of a platform, for each window, the best of each type
/// of subject, and of each niche; so a metric that is kept off the boards takes nobody's place. Where posts are new
/// every second hundred thousands stand out, and boards have a hundred places. A score does not fall between two
/// buckets, so none of them is missed before all are judged again. Not safe for several threads.
final class Foremost {

  /// So many stand out without being looked through for those that can come onto a board …
  private static final int FEW = 300;
  /// … and so many more than were left the last time.
  private static final int MANY = 1_000;

  /// A board has a hundred of each type and niche, and is ranked by rounded scores.
  private static final int MOST = 120;

  private final Map<SeriesKey, List<Standout>> standing = new HashMap<>();
  private final Function<SeriesKey, ? extends Collection<String>> niches;
  private int left;

  /// @param niches of a series' subject
  Foremost(Function<SeriesKey, ? extends Collection<String>> niches) {
    this.niches = niches;
  }

  private record Place(int organization, String platform, String metric, Window window) {
  }

  private record Candidate(SeriesKey series, double score) {
  }

  /// Takes how one stands out now.
  void put(SeriesKey key, List<Standout> standouts) {
    if (standouts.isEmpty()) {
      standing.remove(key);
    } else {
      standing.put(key, List.copyOf(standouts));
      if (standing.size() > left + MANY) {
        choose();
      }
    }
  }

  void clear() {
    standing.clear();
    left = 0;
  }

  boolean contains(SeriesKey key) {
    return standing.containsKey(key);
  }

  void forEach(BiConsumer<SeriesKey, List<Standout>> consumer) {
    standing.forEach(consumer);
  }

  /// Leaves out those that cannot come onto a board, where many stand out.
  void choose() {
    if (standing.size() > FEW) {
      var places = new HashMap<Place, List<Candidate>>();
      standing.forEach((key, all) -> all.forEach(one -> places
          .computeIfAbsent(new Place(key.organization(), key.platform(), key.metric(), one.assessment().window()),
              none -> new ArrayList<>())
          .add(new Candidate(key, one.assessment().score()))));
      var best = new HashSet<SeriesKey>();
      places.values().forEach(candidates -> best(candidates, best));
      standing.keySet().retainAll(best);
    }
    left = standing.size();
  }

  private void best(List<Candidate> candidates, Set<SeriesKey> foremost) {
    candidates.sort(Comparator.comparingDouble(Candidate::score).reversed().thenComparing(Candidate::series));
    var ofType = new HashMap<String, Integer>();
    var ofNiche = new HashMap<String, Integer>();
    for (var candidate : candidates) {
      var series = candidate.series;
      boolean best = ofType.merge(series.subject().type(), 1, Integer::sum) <= MOST;
      for (var niche : niches.apply(series)) {
        best |= ofNiche.merge(niche, 1, Integer::sum) <= MOST;
      }
      if (best) {
        foremost.add(series);
      }
    }
  }
}
