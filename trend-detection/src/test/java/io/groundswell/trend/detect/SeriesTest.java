package io.groundswell.trend.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundswell.trend.detect.Gaps.Gap;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A series is judged alike, whether its counts are kept or its detector.
class SeriesTest {

  private static final long BEGIN = Bucket.of(Instant.parse("2026-03-02T00:00:00Z"));

  private final Assessor assessor = new Assessor();
  private final SeriesDetector scratch = new SeriesDetector(0);

  private void same(Series series, SeriesDetector detector, long complete, Gaps gaps) {
    var own = series.detector(scratch, gaps);
    assertThat(series.newest()).isEqualTo(detector.newest());
    assertThat(series.usual()).isEqualTo(detector.usual());
    for (var window : Window.values()) {
      assertThat(own.total(window, complete)).isEqualTo(detector.total(window, complete));
    }
    assertThat(assessor.judge(own, BEGIN - 10 * Bucket.DAY, complete, gaps))
        .isEqualTo(assessor.judge(detector, BEGIN - 10 * Bucket.DAY, complete, gaps));
  }

  @Test
  void judgesAsItsDetectorWould() {
    var random = new SplittableRandom(17);
    for (int trial = 0; trial < 300; trial++) {
      var gaps = trial % 3 == 0 ? Gaps.of(List.of(new Gap(BEGIN + 40, BEGIN + 70))) : Gaps.NONE;
      var series = new Series(BEGIN);
      var detector = new SeriesDetector(BEGIN);
      long bucket = BEGIN + random.nextInt(30);
      for (int put = 0; put < 14; put++) {
        long at = bucket - (random.nextInt(4) == 0 ? random.nextInt(3) : 0);
        if (at >= BEGIN) {
          assertThat(series.isFolded(at)).isEqualTo(detector.isFolded(at));
          if (!series.isFolded(at)) {
            double total = random.nextInt(1, 50) * (trial % 2 == 0 ? 1 : 0.25);
            int events = random.nextInt(1, 20);
            series.put(at, total, events, gaps);
            detector.put(at, total, events, gaps);
          }
        }
        same(series, detector, bucket + random.nextInt(-1, 20), gaps);
        bucket += random.nextInt(20) == 0 ? random.nextInt(9 * Bucket.DAY) : random.nextInt(6);
      }
    }
  }

  @Test
  void isSmallWhileItsCountsAreFew() {
    var series = new Series(BEGIN);
    for (int bucket = 0; bucket < Series.MOST_COUNTS; bucket++) {
      series.put(BEGIN + bucket, 1, 1, Gaps.NONE);
      series.put(BEGIN + bucket, 2, 2, Gaps.NONE);
      assertThat(series.bytes()).isLessThan(500);
    }
    assertThat(series.liveliness()).isEqualTo(2);
    series.put(BEGIN + Series.MOST_COUNTS, 1, 1, Gaps.NONE);
    assertThat(series.bytes()).isGreaterThan(2_000).isEqualTo(Series.bytes(Series.MOST_COUNTS + 1));
  }

  @Test
  void beginsAnewAfterTheLongestSilence() {
    var series = new Series(BEGIN);
    for (int bucket = 0; bucket < Series.MOST_COUNTS; bucket++) {
      series.put(BEGIN + bucket, 1, 1, Gaps.NONE);
    }
    long later = BEGIN + Series.MOST_COUNTS + SeriesDetector.LONGEST_SILENCE;
    series.put(later, 5, 5, Gaps.NONE);
    var anew = new SeriesDetector(BEGIN);
    anew.put(later, 5, 5);
    same(series, anew, later + 3, Gaps.NONE);
  }

  @Test
  void takesNothingThatIsTooOld() {
    var series = new Series(BEGIN);
    series.put(BEGIN + 10, 1, 1, Gaps.NONE);
    assertThat(series.isFolded(BEGIN + 7)).isFalse();
    assertThatThrownBy(() -> series.put(BEGIN + 6, 1, 1, Gaps.NONE)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too old");
  }
}
