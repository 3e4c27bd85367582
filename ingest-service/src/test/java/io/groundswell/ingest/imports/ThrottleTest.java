package io.groundswell.ingest.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThrottleTest {

  private static final ImportsConfig CONFIG = new SmallRyeConfigBuilder()
      .withMapping(ImportsConfig.class).addDiscoveredConverters().build().getConfigMapping(ImportsConfig.class);

  @Test
  void threeBadLooksLeaveAnEighthAndEighteenSecondsOfCalmRestoreAll() {
    double pressed =
        IntStream.range(0, 3).boxed().reduce(1.0, (share, look) -> Throttle.after(share, true), Double::sum);
    double calm = IntStream.range(0, 9).boxed().reduce(pressed, (share, look) -> Throttle.after(share, false),
        Double::sum);

    assertThat(pressed).isEqualTo(1 / 8d);
    assertThat(calm).isEqualTo(1);
    assertThat(IntStream.range(0, 50).boxed().reduce(1.0, (share, look) -> Throttle.after(share, true), Double::sum))
        .isEqualTo(Throttle.LEAST);
  }

  @Test
  void aSlowQueryAStandbyBehindAndTooMuchLogSlowImportsDown() {
    assertThat(Throttle.pressure(TimeUnit.MILLISECONDS.toNanos(251), 0, 0, CONFIG)).isEqualTo("a query took 251 ms");
    assertThat(Throttle.pressure(0, 10.5, 0, CONFIG)).isEqualTo("a standby is 10.5 s behind");
    assertThat(Throttle.pressure(0, 0, 135e6, CONFIG)).isEqualTo("135 MB of log a second");
    assertThat(Throttle.pressure(TimeUnit.MILLISECONDS.toNanos(250), 10, 134e6, CONFIG)).isNull();
    assertThat(CONFIG.mostLogPerSecond().asLongValue()).isEqualTo(128 << 20);
  }

  @Test
  void aThrottledJobGoesAtLeastAsFastAsItsDeadlineTakes() {
    var now = Instant.parse("2026-01-01T00:00:00Z");
    var job = job(1_000_000, now.plusSeconds(1_000), 2);
    var pressed = new Throttle.Pace(1 / 64d, "pressed");

    assertThat(job.eventsPerSecond(new Throttle.Pace(1, null), 50_000, now)).isEqualTo(25_000);
    // A million rows in a thousand seconds, by two workers.
    assertThat(job.eventsPerSecond(pressed, 50_000, now)).isCloseTo(500, within(1));
    assertThat(job.eventsPerSecond(pressed, 50_000, now.minusSeconds(1_000_000))).isCloseTo(50_000 / 64 / 2, within(1));
    // A deadline that has passed is no reason any more.
    assertThat(job.eventsPerSecond(pressed, 50_000, now.plusSeconds(1_001))).isCloseTo(50_000 / 64 / 2, within(1));
  }

  @Test
  void whatADeadlineTakesIsCountedInEventsAndARowMayBecomeSeveral() {
    var now = Instant.parse("2026-01-01T00:00:00Z");
    var pressed = new Throttle.Pace(1 / 64d, "pressed");

    // 900,000 rows are left in a thousand seconds, by two workers, and 100,000 became 300,000 events.
    assertThat(
        job(1_000_000, 100_000, 290_000, 10_000, now.plusSeconds(1_000), 2).eventsPerSecond(pressed, 50_000, now))
        .isCloseTo(1_350, within(1));
  }

  private static ImportJob job(long rows, Instant deadline, int workers) {
    return job(rows, 0, 0, 0, deadline, workers);
  }

  private static ImportJob job(long rows, long done, long accepted, long rejected, Instant deadline, int workers) {
    return new ImportJob(1, 1, "a", "csv", "import/1", "processing", 100, true, null, 1, 0, 0, workers, rows, done,
        accepted, rejected, 0,
        deadline, null, null, deadline, null, null, null, null, 0, false, null, null, "{}");
  }
}
