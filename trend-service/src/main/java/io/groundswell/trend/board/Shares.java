package io.groundswell.trend.board;

import io.groundswell.trend.board.CandidateStore.Share;
import io.groundswell.trend.crowd.Crowds;
import io.groundswell.trend.memory.SeriesKey;
import io.groundswell.trend.memory.Standout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// What stands out where: as it should be stored for the partitions that are ours, and as it is stored for all. Pure.
final class Shares {

  private final Map<Integer, Map<Share, List<Trend>>> ours = new HashMap<>();
  private final Map<BoardName, Map<Integer, List<Trend>>> stored = new HashMap<>();
  private final Function<SeriesKey, List<String>> niches;

  /// @param niches those of a series' subject
  Shares(Function<SeriesKey, List<String>> niches) {
    this.niches = niches;
  }

  /// Takes what stands out on a partition of ours.
  void judged(int partition, Map<SeriesKey, List<Standout>> standing, Crowds crowds) {
    var trends = new HashMap<Share, List<Trend>>();
    standing.forEach((series, standouts) -> standouts.forEach(standout -> {
      var board = new BoardName(series.organization(), series.platform(), standout.assessment().window());
      trends.computeIfAbsent(new Share(partition, board), none -> new ArrayList<>())
          .add(Trend.of(series, standout, crowds.find(series, standout.assessment().window()), niches.apply(series)));
    }));
    trends.replaceAll((share, all) -> Board.best(all));
    ours.put(partition, trends);
  }

  /// Forgets the partitions that are no longer ours: what is stored of them is their new owner's.
  void keepOnly(Collection<Integer> partitions) {
    ours.keySet().retainAll(partitions);
  }

  /// What has to be written, so that what is stored of our partitions is what stands out.
  Map<Share, List<Trend>> unwritten() {
    var unwritten = new HashMap<Share, List<Trend>>();
    ours.forEach((partition, trends) -> trends.forEach((share, wanted) -> {
      if (!wanted.equals(stored(share))) {
        unwritten.put(share, wanted);
      }
    }));
    stored.forEach((board, byPartition) -> byPartition.forEach((partition, trends) -> {
      var share = new Share(partition, board);
      var mine = ours.get(partition);
      if (mine != null && !mine.containsKey(share) && !trends.isEmpty()) {
        unwritten.put(share, List.of());
      }
    }));
    return unwritten;
  }

  /// Takes what was read.
  ///
  /// @return the boards that it changes, those of all platforms included
  Set<BoardName> read(Map<Share, List<Trend>> changes) {
    var changed = new HashSet<BoardName>();
    changes.forEach((share, trends) -> {
      if (!trends.equals(stored(share))) {
        stored.computeIfAbsent(share.board(), none -> new HashMap<>()).put(share.partition(), trends);
        changed.add(share.board());
        changed.add(share.board().ofAllPlatforms());
      }
    });
    return changed;
  }

  /// Every board that there is anything for.
  Set<BoardName> boards() {
    var names = new HashSet<>(stored.keySet());
    stored.keySet().forEach(name -> names.add(name.ofAllPlatforms()));
    return names;
  }

  /// What stands out for a board, on all partitions.
  List<Trend> candidates(BoardName board) {
    var trends = new ArrayList<Trend>();
    stored.forEach((name, byPartition) -> {
      if (name.equals(board) || name.ofAllPlatforms().equals(board)) {
        byPartition.values().forEach(trends::addAll);
      }
    });
    return trends;
  }

  private List<Trend> stored(Share share) {
    return stored.getOrDefault(share.board(), Map.of()).getOrDefault(share.partition(), List.of());
  }
}
