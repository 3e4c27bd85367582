package io.groundswell.trend.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.trend.novelty.NoveltyDetector;
import io.groundswell.trend.truth.SyntheticTruth.Found;
import io.groundswell.trend.truth.SyntheticTruth.Nuisance;
import io.groundswell.trend.truth.SyntheticTruth.Shape;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Figures that a change of the detector may raise, and must not lower.
class SyntheticTruthTest {

  private static final SyntheticTruth.Result RESULT = SyntheticTruth.judge(3, NoveltyDetector.TREND);

  @Test
  void findsWhatIsThere() {
    assertThat(RESULT.recall()).isGreaterThanOrEqualTo(0.77);
  }

  @Test
  void findsMostLevelsThatTrebledWithinTwoHours() {
    var trebled = RESULT.found()
        .stream()
        .filter(one -> one.shape() == Shape.LEVEL && one.factor() >= 3 && one.base() >= 1)
        .toList();
    assertThat(trebled).allSatisfy(one -> assertThat(one.medianDelay()).isBetween(0, 24));
    assertThat(trebled.stream().mapToInt(Found::found).sum()).isGreaterThanOrEqualTo(23);
  }

  @Test
  void callsAnOrdinaryDayATrendOnceInTwoWeeksAtMost() {
    assertThat(RESULT.falseTrends() / RESULT.days()).isLessThanOrEqualTo(1.0 / 14);
  }

  @Test
  void isRarelyWrongWhenItIsSure() {
    var sure = SyntheticTruth.judge(2, 0.9);
    assertThat(sure.falseTrends() / sure.days()).isLessThanOrEqualTo(1.0 / 28);
  }

  @Test
  void noTrendComesFromAnOutageFromMissingOrFromLateData() {
    assertThat(RESULT.mistaken())
        .filteredOn(one -> Set.of(Nuisance.OUTAGE, Nuisance.MISSING, Nuisance.LATE).contains(one.nuisance()))
        .hasSize(3)
        .allSatisfy(one -> assertThat(one.caused()).as("%s", one).isZero());
  }

  /// Whose first mornings rise as every morning does, which it cannot know yet.
  @Test
  void aSeriesThatBeginsAnewTakesNoMorningForATrend() {
    assertThat(RESULT.mistaken())
        .filteredOn(one -> one.nuisance() == Nuisance.REDEFINED)
        .singleElement()
        .satisfies(one -> assertThat(one.trends()).as("in %s runs of two days", one.runs()).isLessThanOrEqualTo(1));
  }

  @Test
  void saysHowWellEachKindIsFound() {
    assertThat(RESULT.kinds()).hasSize(12).allSatisfy(kind -> {
      assertThat(kind.recall()).isEqualTo((double) kind.found() / kind.runs());
      assertThat(kind.runs()).isEqualTo(15);
      assertThat(kind.precision()).isBetween(0.0, 1.0);
    });
    assertThat(RESULT.kinds())
        .filteredOn(kind -> kind.shape() == Shape.LEVEL && kind.factor() == 5)
        .singleElement()
        .satisfies(kind -> {
          assertThat(kind.recall()).isGreaterThanOrEqualTo(0.9);
          assertThat(kind.medianDelay()).isBetween(0, 12);
        });
  }

  @Test
  void isTheSameEachTime() {
    assertThat(SyntheticTruth.judge(1, 0.5)).isEqualTo(SyntheticTruth.judge(1, 0.5));
    assertThat(RESULT.mistaken()).hasSize(Nuisance.values().length);
  }
}
