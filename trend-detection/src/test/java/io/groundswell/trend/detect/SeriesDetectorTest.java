package io.groundswell.trend.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.groundswell.trend.evidence.Direction;
import io.groundswell.trend.evidence.Method;
import io.groundswell.trend.novelty.NoveltyDetector;
import io.groundswell.trend.truth.NoisyCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesDetectorTest {

  /// A Thursday, 2026-01-01T00:00:00Z, so that days and steps begin together.
  private static final long BEGIN = Bucket.of(Instant.parse("2026-01-01T00:00:00Z"));

  private final Assessor assessor = new Assessor();

  private static void put(SeriesDetector series, long bucket, long count) {
    if (count > 0) {
      series.put(bucket, count, count);
    }
  }

  private List<Assessment> assess(SeriesDetector series, long complete) {
    return assessor.assess(series, BEGIN, complete);
  }

  private Assessment in(Window window, List<Assessment> standing) {
    return standing.stream()
        .filter(a -> a.window() == window)
        .findFirst()
        .orElse(null);
  }

  @ParameterizedTest(name = "a burst of {1} times on {0} a bucket is seen within {2} buckets")
  @CsvSource({"1, 3, 36", "1, 5, 15", "3, 3, 36", "10, 3, 6", "10, 5, 3", "100, 3, 4", "100, 5, 2", "1000, 3, 2",
      "1000, 5, 2"})
  void findsBurstWithBoundedDelay(double base, double factor, int delay) {
    for (int seed = 0; seed < 20; seed++) {
      var counts = new NoisyCounts(seed, 0.02, 0.3);
      var series = new SeriesDetector(BEGIN);
      long start = BEGIN + 5 * Bucket.DAY + 17 * seed;
      for (long bucket = BEGIN; bucket < start; bucket++) {
        put(series, bucket, counts.next(bucket, base));
      }
      int took = 0;
      for (long bucket = start; in(Window.HOUR, assess(series, bucket)) == null || took == 0; bucket++) {
        put(series, bucket, counts.next(bucket, base * factor));
        took++;
        assertThat(took).as("seed %s", seed).isLessThanOrEqualTo(delay);
      }
    }
  }

  @ParameterizedTest(name = "{0} a bucket, dispersion {1}: few false alarms in four weeks")
  @CsvSource({"0.2, 0", "1, 0", "10, 0", "100, 0", "1000, 0", "0.2, 0.2", "1, 0.2", "10, 0.2", "100, 0.2", "1000, 0.2"})
  void rarelyFiresOnNoiseWithADailyRhythm(double base, double dispersion) {
    int series = 25;
    int firings = 0;
    for (int seed = 0; seed < series; seed++) {
      var counts = new NoisyCounts(seed, dispersion, 0.5);
      var starts = new AtomicInteger();
      var before = new AtomicReference<>(Phase.CALM);
      var detector = new SeriesDetector(BEGIN, (bucket, value, usual, spread, score, phase) -> {
        if (before.getAndSet(phase) == Phase.CALM && phase == Phase.RISEN && bucket >= BEGIN + 7 * Bucket.DAY) {
          starts.incrementAndGet();
        }
      });
      for (long bucket = BEGIN; bucket < BEGIN + 28 * Bucket.DAY; bucket++) {
        put(detector, bucket, counts.next(bucket, base));
      }
      firings += starts.get();
    }
    // 25 series · 21 days = 525 series-days.
    assertThat(firings).isLessThanOrEqualTo(45);
  }

  @Test
  void emptyBucketsInOneGoEqualEmptyBucketsOneByOne() {
    var random = new SplittableRandom(7);
    for (var window : Window.values()) {
      for (int count : new int[]{1, 5, 30, 60, 500, 3_000}) {
        var one = new WindowDetector(window);
        var each = new WindowDetector(window);
        long bucket = BEGIN;
        for (int i = 0; i < 400; i++) {
          bucket += random.nextInt(1, 2 * window.stepBuckets() + 1);
          double value = random.nextInt(100);
          one.add(bucket, value, 1, BEGIN, Gaps.NONE);
          each.add(bucket, value, 1, BEGIN, Gaps.NONE);
        }
        long step = one.step(bucket);
        one.advance(step + count, 1, BEGIN, Gaps.NONE);
        for (int i = 1; i <= count; i++) {
          each.advance(step + i, 1, BEGIN, Gaps.NONE);
        }
        var expected = each.remembered();
        for (int i = 0; i < expected.length; i++) {
          assertThat(one.remembered()[i]).isCloseTo(expected[i], within(1e-3 * expected[i] + 1e-9));
        }
        assertThat(one.current()).isEqualTo(each.current());
      }
    }
  }

  @Test
  void stateDoesNotDependOnThePortionsInWhichCountsCame() {
    var counts = new NoisyCounts(3, 0.1, 0.4);
    var final1 = new ArrayList<Long>();
    var atOnce = new SeriesDetector(BEGIN);
    var inPieces = new SeriesDetector(BEGIN);
    var random = new SplittableRandom(5);
    for (long bucket = BEGIN; bucket < BEGIN + 2_000; bucket++) {
      long count = counts.next(bucket, 4);
      final1.add(count);
      put(atOnce, bucket, count);
      // First a part, then the neighbours, then the rest: as events trickle in.
      if (count > 0) {
        long part = random.nextLong(count) + 1;
        put(inPieces, bucket, part);
        if (bucket > BEGIN && final1.get((int) (bucket - BEGIN - 1)) > 0) {
          put(inPieces, bucket - 1, final1.get((int) (bucket - BEGIN - 1)));
        }
        put(inPieces, bucket, count);
      }
      if (bucket % 97 == 0) {
        assess(inPieces, bucket - 1);
      }
    }
    for (var window : Window.values()) {
      assertThat(inPieces.window(window).remembered()).containsExactly(atOnce.window(window).remembered());
    }
    assertThat(assess(inPieces, BEGIN + 2_000)).isEqualTo(assess(atOnce, BEGIN + 2_000));
  }

  @Test
  void anUnfinishedBucketRaisesButNeverLowers() {
    var counts = new NoisyCounts(11, 0, 0);
    var series = new SeriesDetector(BEGIN);
    long now = BEGIN + 3 * Bucket.DAY;
    for (long bucket = BEGIN; bucket < now; bucket++) {
      put(series, bucket, bucket < now - 6 ? counts.next(bucket, 50) : 200);
    }
    var finished = in(Window.HOUR, assess(series, now));
    put(series, now, 1);
    assertThat(in(Window.HOUR, assess(series, now)).score()).isGreaterThanOrEqualTo(finished.score());
    put(series, now, 2_000);
    assertThat(in(Window.HOUR, assess(series, now)).score()).isGreaterThan(finished.score());
    // The same bucket, finished and nearly empty, is a fall.
    put(series, now, 1);
    assertThat(in(Window.HOUR, assess(series, now + 1)).score()).isLessThanOrEqualTo(finished.score());
  }

  @Test
  void whatIsNotCompleteYetIsNotZero() {
    var counts = new NoisyCounts(12, 0, 0);
    var series = new SeriesDetector(BEGIN);
    long now = BEGIN + 3 * Bucket.DAY;
    for (long bucket = BEGIN; bucket < now; bucket++) {
      put(series, bucket, bucket < now - 4 ? counts.next(bucket, 50) : 400);
    }
    var standing = in(Window.HOUR, assess(series, now));
    assertThat(in(Window.HOUR, assess(series, now - 2)).score()).isGreaterThan(0.9 * standing.score());
    assertThat(in(Window.HOUR, assess(series, now + 24))).isNull();
  }

  @Test
  void saysWhatWasObservedAndExpectedAndSinceWhen() {
    var series = new SeriesDetector(BEGIN);
    long now = BEGIN + 3 * Bucket.DAY;
    var counts = new NoisyCounts(13, 0, 0);
    for (long bucket = BEGIN; bucket < now; bucket++) {
      put(series, bucket, bucket < now - 4 ? counts.next(bucket, 100) : 800);
    }
    var assessment = in(Window.HOUR, assess(series, now));
    assertThat(assessment.expected() / assessment.over().toMinutes() * 5).isCloseTo(100, within(5.0));
    assertThat(assessment.observed()).isGreaterThanOrEqualTo(800);
    assertThat(assessment.growth()).isBetween(5.0, 8.5);
    assertThat(assessment.confidence()).isBetween(0.9, 1.0);
    assertThat(assessment.evidence().drift().direction()).isEqualTo(Direction.RISING);
    assertThat(assessment.since()).isEqualTo(Bucket.start(now - 4));
  }

  @Test
  void longWindowsSeeWhatLastsAndIsWeak() {
    var series = new SeriesDetector(BEGIN);
    var counts = new NoisyCounts(14, 0.1, 0.5);
    long rise = BEGIN + 18 * Bucket.DAY;
    long now = BEGIN + 21 * Bucket.DAY;
    for (long bucket = BEGIN; bucket < now; bucket++) {
      put(series, bucket, counts.next(bucket, bucket < rise ? 20 : 30));
    }
    var standing = assess(series, now);
    assertThat(in(Window.HOUR, standing)).isNull();
    assertThat(in(Window.WEEK, standing)).isNotNull();
    assertThat(in(Window.WEEK, standing).growth()).isCloseTo(1.5, within(0.3));
  }

  @Test
  void knowsNothingAtTheVeryBeginning() {
    var series = new SeriesDetector(BEGIN);
    put(series, BEGIN, 1_000);
    put(series, BEGIN + 1, 5_000);
    assertThat(assess(series, BEGIN + 2)).isEmpty();
  }

  @Test
  void aNewcomerThatStaysAsItCameIsNoTrend() {
    var series = new SeriesDetector(BEGIN);
    var counts = new NoisyCounts(15, 0, 0);
    long now = BEGIN + 3 * Bucket.DAY;
    for (long bucket = now; bucket < now + 24; bucket++) {
      put(series, bucket, counts.next(bucket, 300));
    }
    assertThat(in(Window.HOUR, assess(series, now + 24))).isNull();
  }

  @Test
  void aNewcomerOnAPlatformThatIsKnownStandsOut() {
    var series = new SeriesDetector(BEGIN);
    long now = BEGIN + 3 * Bucket.DAY;
    put(series, now, 80);
    var assessment = in(Window.HOUR, assess(series, now));
    assertThat(assessment).isNotNull();
    assertThat(assessment.confidence()).isLessThanOrEqualTo(0.15);
  }

  @Test
  void refusesABucketThatIsFolded() {
    var series = new SeriesDetector(BEGIN);
    put(series, BEGIN + 10, 1);
    put(series, BEGIN + 7, 1);
    assertThat(series.isFolded(BEGIN + 6)).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> put(series, BEGIN + 6, 1));
  }

  @Test
  void scoresLikeTheDetectorThatTheBenchmarkJudges() {
    var counts = new NoisyCounts(21, 0.1, 0.5);
    var scores = new ArrayList<Double>();
    var series = new SeriesDetector(BEGIN, (bucket, value, usual, spread, score, phase) -> scores.add(score));
    var judged = new NoveltyDetector(Bucket.LENGTH);
    var expected = new ArrayList<Double>();
    for (long bucket = BEGIN; bucket < BEGIN + 10 * Bucket.DAY; bucket++) {
      long count = counts.next(bucket, bucket % 500 < 20 ? 30 : 4);
      put(series, bucket, count);
      expected.add(judged.next(Bucket.start(bucket).getEpochSecond(), count));
    }
    series.finish(BEGIN + 10 * Bucket.DAY);
    assertThat(scores).isEqualTo(expected);
    assertThat(expected).anyMatch(score -> score >= NoveltyDetector.FIRES);
  }

  @Test
  void aTrendStartsPeaksAndEnds() {
    var counts = new NoisyCounts(22, 0.05, 0.3);
    var phases = new ArrayList<Phase>();
    var buckets = new ArrayList<Long>();
    var series = new SeriesDetector(BEGIN, (bucket, value, usual, spread, score, phase) -> {
      if (bucket >= BEGIN + 10 * Bucket.DAY && (phases.isEmpty() || phases.getLast() != phase)) {
        phases.add(phase);
        buckets.add(bucket - BEGIN - 10 * Bucket.DAY);
      }
    });
    for (int i = 0; i < 12 * Bucket.DAY; i++) {
      int into = i - 10 * Bucket.DAY;
      double level = into < 0 || into > 48 ? 50 : 400;
      put(series, BEGIN + i, counts.next(BEGIN + i, level));
    }
    assertThat(phases.subList(0, 3)).containsExactly(Phase.RISEN, Phase.PEAKED, Phase.CALM);
    assertThat(buckets.get(0)).isLessThanOrEqualTo(2);
    assertThat(buckets.get(1)).isBetween(48L, 72L);
    assertThat(buckets.get(2)).isBetween(60L, 96L);
  }

  @Test
  void whatItRemembersIsAFunctionOfItsNewestBucket() {
    for (int slot : new int[]{0, 511, 1_023}) {
      for (long newest = BEGIN; newest < BEGIN + 30 * Bucket.DAY; newest += 17) {
        long begin = SeriesDetector.begin(slot, newest);
        assertThat(newest - begin).isBetween(21L * Bucket.DAY, 28L * Bucket.DAY);
        assertThat(SeriesDetector.begin(slot, newest + 1) - begin).isIn(0L, 7L * Bucket.DAY);
      }
    }
  }

  @Test
  void aLongSilenceEndsWhatIsRemembered() {
    var counts = new NoisyCounts(23, 0, 0);
    var old = new SeriesDetector(BEGIN);
    var fresh = new SeriesDetector(BEGIN);
    for (long bucket = BEGIN; bucket < BEGIN + Bucket.DAY; bucket++) {
      put(old, bucket, counts.next(bucket, 90));
    }
    long again = BEGIN + 10 * Bucket.DAY;
    for (long bucket = again; bucket < again + 300; bucket++) {
      long count = counts.next(bucket, 5);
      put(old, bucket, count);
      put(fresh, bucket, count);
    }
    assertThat(assess(old, again + 300)).isEqualTo(assess(fresh, again + 300));
    for (var window : Window.values()) {
      assertThat(old.window(window).remembered()).containsExactly(fresh.window(window).remembered());
    }
  }

  @Test
  void aTrendComesWithItsEvidence() {
    var counts = new NoisyCounts(24, 0.05, 0);
    var series = new SeriesDetector(BEGIN);
    long now = BEGIN + 8 * Bucket.DAY;
    for (long bucket = BEGIN; bucket < now; bucket++) {
      put(series, bucket, counts.next(bucket, bucket < now - 8 ? 40 : 40 + 40 * (bucket - now + 8)));
    }
    var assessment = in(Window.HOUR, assess(series, now));
    assertThat(assessment.evidence().agreeing()).containsExactlyInAnyOrder(Method.values());
    assertThat(assessment.phase()).isEqualTo(Phase.RISEN);
    assertThat(assessment.slopePerHour()).isGreaterThan(100);
    // Since eight buckets before midnight.
    assertThat(assessment.daysTrending()).isEqualTo(2);
    assertThat(assessment.sparkline()).hasSize(24);
    assertThat(assessment.sparkline().getLast()).isGreaterThan(200);
  }

  /// As of a platform that is taken for silent after each batch that it sends.
  @Test
  void whatIsKnownOfFiveMinutesInAnHourAloneIsNoNewcomer() {
    var counts = new NoisyCounts(25, 0.05, 0);
    var series = new SeriesDetector(BEGIN);
    var spans = new ArrayList<Gaps.Gap>();
    for (long bucket = BEGIN; bucket < BEGIN + 3 * Bucket.DAY; bucket += 12) {
      spans.add(new Gaps.Gap(bucket + 1, bucket + 12));
    }
    var gaps = Gaps.of(spans);
    for (long bucket = BEGIN; bucket < BEGIN + 3 * Bucket.DAY; bucket += 12) {
      series.put(bucket, counts.next(bucket, 100), 100, gaps);
      if (bucket >= BEGIN + 2 * Bucket.DAY) {
        assertThat(new Assessor().judge(series, BEGIN - Bucket.DAY, bucket + 1, gaps).standing())
            .as("bucket " + (bucket - BEGIN)).isEmpty();
      }
    }
  }

  @Test
  void twoUnfinishedBucketsAreNoFallFromOneToTheOther() {
    var counts = new NoisyCounts(24, 0.05, 0);
    var series = new SeriesDetector(BEGIN);
    long now = BEGIN + 8 * Bucket.DAY;
    for (long bucket = BEGIN; bucket < now; bucket++) {
      put(series, bucket, counts.next(bucket, 40));
    }
    put(series, now, 700);
    put(series, now + 1, 200);

    assertThat(in(Window.HOUR, assess(series, now)).sparkline()).endsWith(700.0);
  }

  @Test
  void aSeriesTakesAtMostTwoKilobytes() {
    int many = 20_000;
    var all = new SeriesDetector[many];
    long before = used();
    for (int i = 0; i < many; i++) {
      all[i] = new SeriesDetector(BEGIN);
      put(all[i], BEGIN + i % 5, 1);
    }
    long bytes = (used() - before) / many;
    assertThat(all[many - 1].newest()).isPositive();
    assertThat(bytes).isLessThanOrEqualTo(2_048);
  }

  private static long used() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
