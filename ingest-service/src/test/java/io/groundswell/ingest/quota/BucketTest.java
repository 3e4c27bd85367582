package io.groundswell.ingest.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundswell.ingest.TriesLimit;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  /// 1,000 a second, 2,000 at once.
  private static final Rate RATE = new Rate(1_000, 2 * SECOND);

  /// Times of [System#nanoTime] have no meaning and may be negative or wrap around.
  @ParameterizedTest
  @ValueSource(longs = {0, -5_000_000_000L, Long.MAX_VALUE - 1_000})
  @TriesLimit({"/key/events/perSecond", "/key/events/burst", "/key/bytes/perSecond", "/key/bytes/burst"})
  void givesTheBurstAtOnceAndThenAsMuchAsIsEarned(long start) {
    var bucket = new Bucket(start);

    assertThat(bucket.left(RATE, start)).isEqualTo(2_000);
    assertThat(bucket.take(1_999, RATE, start)).isTrue();
    assertThat(bucket.left(RATE, start)).isEqualTo(1);
    assertThat(bucket.take(1, RATE, start)).isTrue();
    assertThat(bucket.left(RATE, start)).isZero();
    assertThat(bucket.take(1, RATE, start)).isFalse();
    assertThat(bucket.waitNanos(RATE, start)).isPositive();
    assertThat(bucket.take(1, RATE, start + SECOND / 1_000)).isTrue();
    assertThat(bucket.take(1, RATE, start + SECOND / 1_000)).isFalse();
    assertThat(bucket.left(RATE, start + SECOND)).isBetween(998L, 999L);
    assertThat(bucket.left(RATE, start + 60 * SECOND)).isEqualTo(2_000);
  }

  @Test
  void aRequestLargerThanTheBurstIsGivenOnceAndPaidForAfterwards() {
    var bucket = new Bucket(0);

    assertThat(bucket.take(10_000, RATE, 0)).isTrue();
    assertThat(bucket.take(1, RATE, 7 * SECOND)).isFalse();
    assertThat(bucket.waitNanos(RATE, 7 * SECOND)).isEqualTo(SECOND + SECOND / 1_000);
    assertThat(bucket.take(1, RATE, 8 * SECOND + SECOND / 1_000)).isTrue();
  }

  @Test
  void neverGivesMoreThanTheBurstAndTheRateTogetherButForOneRequest() {
    var random = new Random(7);
    var bucket = new Bucket(0);
    long now = 0;
    long given = 0;
    for (int i = 0; i < 100_000; i++) {
      now += random.nextInt(2_000_000);
      int wanted = 1 + random.nextInt(5);
      given += bucket.take(wanted, RATE, now) ? wanted : 0;

      assertThat(given).isLessThanOrEqualTo(2_000 + RATE.units(now) + 5);
    }
    assertThat(given).isGreaterThan(RATE.units(now) * 99 / 100);
  }

  @Test
  void givesNothingTwiceToThoseWhoComeTogether() throws Exception {
    var bucket = new Bucket(0);
    var given = new AtomicLong();
    try (var threads = Executors.newFixedThreadPool(4)) {
      IntStream.range(0, 4).forEach(thread -> threads.execute(() -> {
        for (int i = 0; i < 2_000; i++) {
          if (bucket.take(1, RATE, 0)) {
            given.incrementAndGet();
          }
        }
      }));
    }

    assertThat(given).hasValue(2_000);
  }

  @Test
  void aSlowRateIsNoneThatCannotBeReached() {
    var slow = new Rate(1, 1);
    var bucket = new Bucket(0);

    assertThat(slow.burst()).isEqualTo(1);
    assertThat(bucket.take(1, slow, 0)).isTrue();
    assertThat(bucket.take(1, slow, SECOND / 2)).isFalse();
    assertThat(bucket.take(1, slow, SECOND)).isTrue();
    assertThat(new Rate(Long.MAX_VALUE, SECOND).nanos(Long.MAX_VALUE)).isPositive();
    assertThat(new Rate(1, SECOND).nanos(Long.MAX_VALUE)).isPositive();
    assertThatThrownBy(() -> new Rate(0, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
