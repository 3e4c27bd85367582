package io.groundswell.command.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundswell.command.send.Observation;
import io.groundswell.trend.detect.Assessor;
import io.groundswell.trend.detect.Bucket;
import io.groundswell.trend.detect.Phase;
import io.groundswell.trend.detect.SeriesDetector;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The show before the detector that the trend-service uses, without the trend-service: what people see within a minute
/// they must see at any hour.
class StarTest {

  private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration HISTORY = Duration.ofHours(50);
  /// A bucket is complete so long after its end, as the service takes it.
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final Map<String, Counted> platforms = new HashMap<>();
  private final Assessor assessor = new Assessor();

  /// One platform's mentions of the star.
  private static final class Counted {

    private final SeriesDetector detector = new SeriesDetector(0);
    private final Map<Long, Long> sums = new HashMap<>();
    private final Map<Long, Long> events = new HashMap<>();
    private long first = Long.MAX_VALUE;

    void take(Observation event) {
      long bucket = Bucket.of(event.time());
      first = Math.min(first, bucket);
      long sum = sums.merge(bucket, Long.parseLong(event.data().replaceAll("\\D", "")), Long::sum);
      detector.put(bucket, sum, events.merge(bucket, 1L, Long::sum));
    }
  }

  /// Every hour begins at another place of its five minutes.
  @ParameterizedTest
  @ValueSource(ints = {0, 3, 6, 7, 10, 13, 16, 19, 22})
  void isATrendWithinAMinuteOfItsTakeoffAtAnyHour(int hour) {
    var start = MIDNIGHT.plus(Duration.ofHours(hour)).plusSeconds(37L * hour);
    var simulation = new Simulation(1, start, 200);
    take(simulation.history(HISTORY), simulation.star());

    var risen = Duration.ZERO;
    for (var elapsed = Simulation.STEP; risen.isZero() && elapsed.toMinutes() < 5; elapsed = elapsed.plus(
        Simulation.STEP)) {
      take(simulation.next(), simulation.star());
      if (elapsed.toMillisPart() == 0 && isRisen(start.plus(elapsed))) {
        risen = elapsed;
      }
    }

    assertThat(risen).as(simulation.star()).isBetween(Takeoff.BEGINS, Takeoff.BEGINS.plusMinutes(1));
  }

  private void take(List<Observation> events, String star) {
    events.stream().filter(event -> event.subject().type().equals("hashtag") && event.subject().id().equals(star))
        .forEach(event -> platforms.computeIfAbsent(event.platform(), first -> new Counted()).take(event));
  }

  private boolean isRisen(Instant now) {
    long complete = Bucket.of(now.minus(GRACE));
    return platforms.values().stream()
        .flatMap(one -> assessor.judge(one.detector, one.first, complete).standing().stream())
        .anyMatch(standing -> standing.phase() == Phase.RISEN);
  }
}
