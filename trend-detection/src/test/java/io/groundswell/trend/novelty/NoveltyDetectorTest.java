package io.groundswell.trend.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.truth.NoisyCounts;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NoveltyDetectorTest {

  private static final int DAYS = 14;

  private static double[] counts(long seed, double base) {
    var noise = new NoisyCounts(seed, 0.05, 0.5);
    var counts = new double[DAYS * Bucket.DAY];
    for (int bucket = 0; bucket < counts.length; bucket++) {
      counts[bucket] = noise.next(bucket, base);
    }
    return counts;
  }

  private static double[] scores(double[] values) {
    var detector = new NoveltyDetector(Bucket.LENGTH);
    var scores = new double[values.length];
    for (int bucket = 0; bucket < values.length; bucket++) {
      scores[bucket] = detector.next(Bucket.start(bucket).getEpochSecond(), values[bucket]);
    }
    return scores;
  }

  @Test
  void doesNotKnowTheFuture() {
    var values = counts(1, 20);
    var other = values.clone();
    Arrays.fill(other, 3_000, other.length, 1e6);
    assertThat(Arrays.copyOf(scores(other), 3_000)).containsExactly(Arrays.copyOf(scores(values), 3_000));
  }

  @Test
  void doesNotCareForTheUnitOfAMeasure() {
    var values = counts(2, 2_000);
    var thousands = Arrays.stream(values).map(value -> value / 1_024).toArray();
    var plain = scores(values);
    var scaled = scores(thousands);
    int unlike = 0;
    for (int i = 0; i < plain.length; i++) {
      unlike += Math.abs(plain[i] - scaled[i]) > 1e-3 ? 1 : 0;
    }
    // Rounding may put a figure on the edge of a bin into its neighbour.
    assertThat(unlike).isLessThan(plain.length / 100);
  }

  @Test
  void scoresFromZeroToOne() {
    for (double base : new double[]{0, 0.2, 1, 50, 1e9}) {
      assertThat(Arrays.stream(scores(counts(3, base)))).allMatch(score -> score >= 0 && score <= 1);
    }
  }

  @Test
  void firesOnceForABurstAndSaysThatItRises() {
    var values = counts(4, 50);
    int onset = 10 * Bucket.DAY;
    for (int i = onset; i < onset + 24; i++) {
      values[i] *= 6;
    }
    var detector = new NoveltyDetector(Bucket.LENGTH);
    int firings = 0;
    for (int bucket = 0; bucket < onset + 24; bucket++) {
      double score = detector.next(Bucket.start(bucket).getEpochSecond(), values[bucket]);
      if (bucket >= onset && score >= NoveltyDetector.FIRES) {
        assertThat(detector.isRising()).isTrue();
        assertThat(bucket).isLessThan(onset + 3);
        firings++;
      }
    }
    assertThat(firings).isEqualTo(1);
  }

  @Test
  void aSeriesThatNeverMovesNeverFires() {
    var flat = new double[5_000];
    Arrays.fill(flat, 45);
    assertThat(Arrays.stream(scores(flat))).allMatch(score -> score < NoveltyDetector.FIRES);
  }

  @Test
  void aPauseInTheRowsIsNoEvent() {
    var values = counts(5, 50);
    var detector = new NoveltyDetector(Duration.ofMinutes(5));
    for (int bucket = 0; bucket < values.length; bucket++) {
      boolean missing = bucket >= 10 * Bucket.DAY && bucket < 10 * Bucket.DAY + Bucket.DAY / 2;
      if (!missing) {
        double score = detector.next(Bucket.start(bucket).getEpochSecond(), values[bucket]);
        if (bucket >= 10 * Bucket.DAY && bucket < 11 * Bucket.DAY) {
          assertThat(score).isLessThan(NoveltyDetector.FIRES);
        }
      }
    }
  }
}
