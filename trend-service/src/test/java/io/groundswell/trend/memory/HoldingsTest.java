package io.groundswell.trend.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.contract.Subject;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Gaps;
import io.groundswell.trend.detect.Series;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Room for ten young series.
class HoldingsTest {

  private static final long NOW = Bucket.of(Instant.parse("2026-03-20T12:00:00Z"));
  private static final long ONE = Series.bytes(1);
  private static final int MANY = 10;

  private final Set<SeriesKey> waitedFor = new HashSet<>();
  private final Budget budget = new Budget(() -> MANY * ONE);
  private final Holdings holdings = new Holdings(budget, key -> !waitedFor.contains(key));

  private static SeriesKey key(int number) {
    return new SeriesKey(1, 7, new Subject("post", "p" + number), "x", "likes");
  }

  private static Series series(long bucket, long events) {
    var one = new Series(NOW - 7 * Bucket.DAY);
    one.put(bucket, events, events, Gaps.NONE);
    return one;
  }

  private boolean holds(int number) {
    return holdings.find(key(number)) != null;
  }

  @Test
  void theLongestSilentGoesFirst() {
    for (int i = 0; i < MANY; i++) {
      holdings.keep(key(i), series(NOW - 100 + i, 50 - i), 0);
    }
    waitedFor.add(key(1));
    assertThat(holdings.hasRoom(ONE, 1)).as("nothing is judged yet").isFalse();
    holdings.judged(NOW);
    assertThat(holdings.isPartial()).isFalse();
    assertThat(holdings.hasRoom(ONE, 1)).isTrue();
    assertThat(holds(0)).isFalse();
    assertThat(holdings.hasRoom(ONE, 1)).as("beside the first one").isTrue();
    assertThat(holds(1)).isTrue();
    assertThat(holds(2)).isFalse();
    assertThat(holds(3)).isTrue();
    assertThat(holdings.isPartial()).isTrue();
    assertThat(budget.allEvicted()).isEqualTo(2);
    assertThat(holdings.bytes()).isEqualTo((MANY - 2) * ONE);
  }

  @Test
  void whatIsAliveGivesWayToWhatIsMuchLivelierAndOnlySomeOfIt() {
    for (int i = 0; i < MANY; i++) {
      holdings.keep(key(i), series(NOW - 1, 1 + i), 0);
    }
    holdings.judged(NOW);
    assertThat(holdings.hasRoom(ONE, 3)).isFalse();
    assertThat(holds(0)).isTrue();
    assertThat(holdings.hasRoom(ONE, 4)).isTrue();
    assertThat(holds(0)).isFalse();
    assertThat(holdings.hasRoom(ONE, 1_000)).isFalse();
    holdings.begin();
    holdings.keep(key(MANY), series(NOW - 1, 4), 0);
    holdings.judged(NOW + 1);
    assertThat(holdings.hasRoom(ONE, 1_000)).isTrue();
    assertThat(holds(1)).isFalse();
  }

  @Test
  void whatGrowsMakesTheSmallestGo() {
    for (int i = 0; i < MANY; i++) {
      holdings.keep(key(i), series(NOW - Series.MOST_COUNTS - 1, 1 + i), 0);
    }
    var last = MANY - 1;
    for (long bucket = NOW - Series.MOST_COUNTS; bucket < NOW; bucket++) {
      var growing = holdings.find(key(last));
      assertThat(growing).isNotNull();
      long before = growing.bytes();
      growing.put(bucket, 30, 30, Gaps.NONE);
      holdings.keep(key(last), growing, before);
    }
    assertThat(holdings.bytes()).isGreaterThan(MANY * ONE);
    holdings.judged(NOW);
    assertThat(holdings.bytes()).isLessThanOrEqualTo(MANY * ONE);
    assertThat(holds(last)).isTrue();
    assertThat(holds(last - 1)).isTrue();
    assertThat(holds(0)).isFalse();
  }
}
