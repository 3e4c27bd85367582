package io.groundswell.trend.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeadLagTest {

  private static final int STEPS = 288;
  private static final int MOST_LAG = 24;

  /// Counts around a level that remembers itself.
  private static double[] series(Random random, double memory) {
    var counts = new double[STEPS + MOST_LAG];
    double state = 0;
    for (int i = 0; i < counts.length; i++) {
      state = memory * state + Math.sqrt(1 - memory * memory) * random.nextGaussian();
      counts[i] = Math.max(0, Math.round(30 * Math.exp(state / 2) + 3 * random.nextGaussian()));
    }
    return counts;
  }

  private static double[] from(double[] counts, int begin) {
    return Arrays.copyOfRange(counts, begin, begin + STEPS);
  }

  @Test
  void aSeriesThatGoesAheadIsFoundWithItsLag() {
    var random = new Random(11);
    for (int lag : new int[]{3, 9, 20}) {
      var counts = series(random, 0.7);
      var found = LeadLag.of(from(counts, lag), from(counts, 0), MOST_LAG);
      assertThat(found.lag()).isEqualTo(lag);
      assertThat(found.isLead()).isTrue();
      assertThat(found.pValue()).isLessThan(0.001);
      var turned = LeadLag.of(from(counts, 0), from(counts, lag), MOST_LAG);
      assertThat(turned.lag()).isEqualTo(-lag);
      assertThat(turned.isLead()).isTrue();
    }
  }

  @Test
  void whatHappensEverywhereAtOnceLeadsNobody() {
    var random = new Random(3);
    var counts = series(random, 0.7);
    var echo = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      echo[i] = counts[i] / 2 + random.nextInt(5);
    }
    var found = LeadLag.of(from(counts, 0), echo, MOST_LAG);
    assertThat(found.lag()).isZero();
    assertThat(found.isLead()).isFalse();
    assertThat(found.pValue()).as("related they are").isLessThan(0.001);
  }

  /// What a test that knows nothing of autocorrelation would call a lead in most of these.
  @Test
  void unrelatedSeriesThatRememberThemselvesAreSeldomCalledALead() {
    for (double memory : new double[]{0, 0.5, 0.9}) {
      var random = new Random(17);
      int leads = 0;
      for (int trial = 0; trial < 400; trial++) {
        leads +=
            LeadLag.of(from(series(random, memory), 0), from(series(random, memory), 0), MOST_LAG).isLead() ? 1 : 0;
      }
      assertThat(leads).as("of 400, with a memory of %s", memory).isLessThanOrEqualTo(12);
    }
  }

  private static double[] burst(Random random, int begin, int length) {
    var counts = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      double level = i >= begin && i < begin + length ? 60 : 20;
      counts[i] = Math.max(0, Math.round(level + Math.sqrt(level) * random.nextGaussian()));
    }
    return counts;
  }

  /// Of two bursts some lag always puts one upon the other.
  @Test
  void oneBurstOfEachIsACoincidenceWhereverTheyLie() {
    for (int length : new int[]{6, 12, 24, STEPS}) {
      var random = new Random(23);
      int leads = 0;
      for (int trial = 0; trial < 200; trial++) {
        leads += LeadLag.of(burst(random, 30 + random.nextInt(200), length),
            burst(random, 30 + random.nextInt(200), length), MOST_LAG).isLead() ? 1 : 0;
      }
      assertThat(leads).as("of 200, with a burst of %s steps", length).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void aSeriesThatGoesAheadIsFoundThoughItRemembersLong() {
    var random = new Random(29);
    int found = 0;
    for (int trial = 0; trial < 100; trial++) {
      var counts = series(random, 0.9);
      var lead = LeadLag.of(from(counts, 9), from(counts, 0), MOST_LAG);
      found += lead.isLead() && lead.lag() == 9 ? 1 : 0;
    }
    assertThat(found).isGreaterThanOrEqualTo(90);
  }

  @Test
  void whatDoesNotVarySaysNothing() {
    var flat = new double[STEPS];
    Arrays.fill(flat, 5);
    var found = LeadLag.of(flat, from(series(new Random(1), 0.5), 0), MOST_LAG);
    assertThat(found.isLead()).isFalse();
    assertThat(found.correlation()).isZero();
  }
}
