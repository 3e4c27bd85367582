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
import java.util.function.Function;

/// Which of those that stand out may come onto a board: of each platform and window the best of each type of subject,
/// and of each niche. Where posts are new every second hundred thousands stand out, and boards have a hundred places.
final class Foremost {

  /// A board has a hundred of each type and niche. By a score that is rounded, and without what a change of its metric
  /// has made: so there have to be some more.
  private static final int MOST = 150;

  private Foremost() {
  }

  private record Place(int organization, String platform, Window window) {
  }

  private record Candidate(SeriesKey series, double score) {
  }

  /// @param niches of a series' subject
  static Set<SeriesKey> of(Map<SeriesKey, List<Standout>> standing,
      Function<SeriesKey, ? extends Collection<String>> niches) {
    var places = new HashMap<Place, List<Candidate>>();
    standing.forEach((key, all) -> all.forEach(one -> places
        .computeIfAbsent(new Place(key.organization(), key.platform(), one.assessment().window()),
            none -> new ArrayList<>())
        .add(new Candidate(key, one.assessment().score()))));
    var foremost = new HashSet<SeriesKey>();
    places.values().forEach(candidates -> best(candidates, niches, foremost));
    return foremost;
  }

  private static void best(List<Candidate> candidates, Function<SeriesKey, ? extends Collection<String>> niches,
      Set<SeriesKey> foremost) {
    candidates.sort(Comparator.comparingDouble(Candidate::score).reversed().thenComparing(Candidate::series));
    var subjects = new HashSet<>();
    var ofType = new HashMap<String, Integer>();
    var ofNiche = new HashMap<String, Integer>();
    for (var candidate : candidates) {
      var series = candidate.series;
      if (subjects.add(series.subject())) {
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
}
