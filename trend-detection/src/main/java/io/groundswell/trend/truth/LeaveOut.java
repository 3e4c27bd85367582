package io.groundswell.trend.truth;

import io.groundswell.trend.novelty.NoveltyDetector;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// What the detector would have been worth on series that had no say in its threshold: for each group of series the
/// threshold that is best on all others is taken, and scored on the group.
public final class LeaveOut {

  private static final int STEPS = 46;
  private static final double STEP = 0.01;

  private LeaveOut() {
  }

  /// Every series for itself.
  public static WindowScore series(List<Replayed> all) {
    return groups(all, LabelledSeries::name);
  }

  /// Folder by folder.
  public static WindowScore families(List<Replayed> all) {
    return groups(all, LabelledSeries::family);
  }

  private static WindowScore groups(List<Replayed> all, Function<LabelledSeries, String> group) {
    var scores = IntStream.range(0, STEPS)
        .mapToObj(step -> all.stream().map(one -> one.score(NoveltyDetector.FIRES + step * STEP)).toList())
        .toList();
    return all.stream()
        .map(one -> group.apply(one.series()))
        .distinct()
        .map(left -> left(all, group, scores, left))
        .reduce(WindowScore.NONE, WindowScore::plus);
  }

  private static WindowScore left(List<Replayed> all, Function<LabelledSeries, String> group,
      List<List<WindowScore>> scores, String left) {
    double best = Double.NEGATIVE_INFINITY;
    var itself = WindowScore.NONE;
    for (var atThreshold : scores) {
      var others = WindowScore.NONE;
      var mine = WindowScore.NONE;
      for (int i = 0; i < all.size(); i++) {
        if (group.apply(all.get(i).series()).equals(left)) {
          mine = mine.plus(atThreshold.get(i));
        } else {
          others = others.plus(atThreshold.get(i));
        }
      }
      if (others.sum() > best) {
        best = others.sum();
        itself = mine;
      }
    }
    return itself;
  }
}
