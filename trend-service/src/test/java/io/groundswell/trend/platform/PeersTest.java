package io.groundswell.trend.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeersTest {

  private static Measure rate(String platform, double interactions, double views) {
    return Measure.engagement("post", platform, interactions, "views", views);
  }

  private static Peers of(List<Measure> measures) {
    var peers = new Peers();
    measures.forEach(peers::add);
    return peers;
  }

  private static List<Measure> posts(String platform, int count, double rate, double views) {
    var measures = new ArrayList<Measure>();
    for (int i = 0; i < count; i++) {
      measures.add(rate(platform, views * rate * (0.5 + (double) i / count), views));
    }
    return measures;
  }

  @Test
  void aHighRateOnAPlatformWhereAllAreHighIsNoBetterThanALowOneWhereAllAreLow() {
    var all = posts("tiktok", 200, 0.2, 500);
    all.addAll(posts("x", 200, 0.02, 500));
    var peers = of(all);

    assertThat(peers.place(rate("tiktok", 100, 500)).percentile()).isCloseTo(0.5, within(0.02));
    assertThat(peers.place(rate("x", 10, 500)).percentile()).isCloseTo(0.5, within(0.02));
    assertThat(peers.place(rate("x", 25, 500)).percentile()).isGreaterThan(0.9);
  }

  @Test
  void manyPeersDecideAloneAndFewAreDrawnTowardsTheWiderGroup() {
    var all = posts("x", 1_000, 0.02, 500);
    all.add(rate("x", 60_000, 300_000));
    all.add(rate("x", 3_000, 300_000));
    var peers = of(all);

    var champion = peers.place(rate("x", 60_000, 300_000));
    assertThat(champion.peers()).isEqualTo(2);
    assertThat(champion.shrunk()).isTrue();
    // (2 · 0.75 + 20 · p)/22, with p the place among all 1,002, itself drawn towards the middle.
    double wide = (1_002 * (1_001.5 / 1_002) + 20 * 0.5) / 1_022;
    assertThat(champion.percentile()).isCloseTo((2 * 0.75 + 20 * wide) / 22, within(0.005));
    assertThat(peers.place(rate("x", 10, 500)).shrunk()).isFalse();
  }

  @Test
  void whoIsAloneStandsInTheMiddle() {
    var only = rate("x", 900, 1_000);
    var standing = of(List.of(only)).place(only);
    assertThat(standing.percentile()).isCloseTo(0.5, within(1e-9));
    assertThat(standing.robustZ()).isNull();
    assertThat(standing.peers()).isEqualTo(1);
  }

  @Test
  void theRobustDistanceIsThatOfTheNormalDistributionAndAnOutlierDoesNotWidenIt() {
    var random = new Random(5);
    var peers = new Peers();
    for (int i = 0; i < 20_000; i++) {
      peers.add(growth(Math.exp(random.nextGaussian())));
    }
    peers.add(growth(1e12));
    assertThat(peers.place(growth(1)).robustZ()).isCloseTo(0, within(0.03));
    assertThat(peers.place(growth(Math.exp(2))).robustZ()).isCloseTo(2, within(0.08));
  }

  /// By a thousand before.
  private static Measure growth(double value) {
    return Measure.growth("post", "x", "likes", "24h", value * 1_003 - 3, 1_000);
  }

  @Test
  void mergedSharesSayWhatOneSays() {
    var all = posts("x", 300, 0.1, 500);
    var whole = of(all);
    var merged = new Peers();
    for (int i = 0; i < 300; i += 50) {
      merged.merge(of(all.subList(i, i + 50)));
    }
    for (var one : all) {
      assertThat(merged.place(one).percentile()).isCloseTo(whole.place(one).percentile(), within(0.02));
    }
  }

  @Test
  void peersAreOfOneSizeOneTypeAndOneMetric() {
    var peers = of(posts("x", 50, 0.1, 500));
    assertThatThrownBy(() -> peers.place(rate("x", 1, 50))).isInstanceOf(IllegalArgumentException.class);
    assertThat(peers.knows(rate("x", 1, 50))).isFalse();
    assertThat(peers.knows(Measure.engagement("clip", "x", 50, "views", 500))).isFalse();
    assertThat(peers.knows(Measure.engagement("post", "x", 50, "impressions", 500))).isFalse();
    assertThat(peers.knows(rate("x", 50, 999))).isTrue();
    assertThat(rate("x", 50, 999).peerGroup()).isEqualTo("post, views 100 to 999");
    assertThat(growth(2).denominatorName()).isEqualTo("likes of the 24h before");
    assertThat(Measure.growth("post", "x", "likes", "24h", 97, 47).value()).isCloseTo(2, within(1e-9));
  }
}
