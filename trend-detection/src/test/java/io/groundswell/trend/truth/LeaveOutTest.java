package io.groundswell.trend.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundswell.trend.truth.LabelledSeries.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaveOutTest {

  /// Forty rows with a window from row 20 to 29; what fires does so at row 10, falsely, and at row 20.
  private static Replayed replayed(String name, double falsely, double rightly) {
    var scores = new double[40];
    scores[10] = falsely;
    scores[20] = rightly;
    return new Replayed(new LabelledSeries(name, new long[40], new double[40], List.of(new Span(20, 29))), scores);
  }

  @Test
  void takesTheThresholdThatTheOthersLike() {
    // a and b want 0.61 and more, or they fire falsely; c is found up to 0.55 only.
    var all = List.of(replayed("x/a", 0.6, 0.9), replayed("x/b", 0.6, 0.9), replayed("y/c", 0, 0.55));

    // On all three 0.5 is best: three hits, two false firings.
    assertThat(all.stream().map(one -> one.score(0.5)).reduce(WindowScore.NONE, WindowScore::plus).sum())
        .isCloseTo(3 - 0.22, within(1e-9));
    // Without c, 0.61 is, and c is missed there; without a or b it stays 0.5.
    assertThat(LeaveOut.series(all).sum()).isCloseTo(0.89 + 0.89 - 1, within(1e-9));
    // Folder y alone likes 0.5 (the lowest of equals), folder x alone 0.61.
    assertThat(LeaveOut.families(all).sum()).isCloseTo(0.89 + 0.89 - 1, within(1e-9));
  }
}
