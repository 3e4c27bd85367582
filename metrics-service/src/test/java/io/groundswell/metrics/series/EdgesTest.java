package io.groundswell.metrics.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EdgesTest {

  private static final ZoneId UTC = ZoneId.of("UTC");

  @Test
  void firstAndLastBucketAreCutToTheRange() throws Edges.TooManyException {
    assertThat(edges("2026-01-01T00:07:00Z", "2026-01-01T00:16:00Z", Bucket.FIVE_MINUTES, "UTC").marks())
        .extracting(Instant::toString).containsExactly("2026-01-01T00:07:00Z", "2026-01-01T00:10:00Z",
            "2026-01-01T00:15:00Z",
            "2026-01-01T00:16:00Z");
  }

  @Test
  void weeksBeginOnMondayAndMonthsOnTheFirst() throws Edges.TooManyException {
    assertThat(edges("2026-11-18T00:00:00Z", "2026-12-02T00:00:00Z", Bucket.WEEK, "UTC").marks())
        .extracting(Instant::toString).containsExactly("2026-11-18T00:00:00Z", "2026-11-23T00:00:00Z",
            "2026-11-30T00:00:00Z",
            "2026-12-02T00:00:00Z");
    assertThat(edges("2026-01-31T00:00:00Z", "2026-03-01T00:00:00Z", Bucket.MONTH, "Asia/Tokyo").marks())
        .extracting(Instant::toString).containsExactly("2026-01-31T00:00:00Z", "2026-01-31T15:00:00Z",
            "2026-02-28T15:00:00Z",
            "2026-03-01T00:00:00Z");
  }

  @Test
  void theSkippedAndTheRepeatedHourOfAZoneAreHoursLikeOthers() throws Edges.TooManyException {
    var spring = edges("2026-03-29T00:00:00Z", "2026-03-29T04:00:00Z", Bucket.HOUR, "Europe/Berlin");
    var autumn = edges("2026-10-25T00:00:00Z", "2026-10-25T03:00:00Z", Bucket.HOUR, "Europe/Berlin");

    assertThat(lengths(spring)).containsExactly(60L, 60L, 60L, 60L);
    assertThat(lengths(autumn)).containsExactly(60L, 60L, 60L);
  }

  @Test
  void aChangeByHalfAnHourShortensOneHour() throws Edges.TooManyException {
    // Lord Howe Island goes from +11 to +10:30 on 5 April 2026 at 02:00, which is 15:00 UTC of the day before.
    var edges = edges("2026-04-04T14:00:00Z", "2026-04-04T17:30:00Z", Bucket.HOUR, "Australia/Lord_Howe");

    assertThat(lengths(edges)).containsExactly(60L, 30L, 60L, 60L);
  }

  @Test
  void aMidnightThatTheZoneSkipsBeginsAtItsFirstInstant() throws Edges.TooManyException {
    // Beirut went from 00:00 to 01:00 on 28 March 2021.
    assertThat(edges("2021-03-27T12:00:00Z", "2021-03-28T12:00:00Z", Bucket.DAY, "Asia/Beirut").marks())
        .extracting(Instant::toString).contains("2021-03-27T22:00:00Z");
  }

  @Test
  void wholeUtcDaysInTheMiddleAreFound() throws Edges.TooManyException {
    var edges = edges("2026-01-01T13:00:00Z", "2026-01-04T05:00:00Z", Bucket.DAY, "UTC");
    assertThat(edges.firstMidnight()).isEqualTo(1);
    assertThat(edges.lastMidnight(1)).isEqualTo(3);

    var hours = edges("2026-01-01T13:00:00Z", "2026-01-04T05:00:00Z", Bucket.HOUR, "UTC");
    assertThat(hours.lastMidnight(hours.firstMidnight())).isEqualTo(hours.firstMidnight());

    var berlin = edges("2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z", Bucket.DAY, "Europe/Berlin");
    assertThat(berlin.lastMidnight(berlin.firstMidnight())).isEqualTo(berlin.firstMidnight());
  }

  @Test
  void moreBucketsThanAnAnswerMayHoldAreRefused() throws Edges.TooManyException {
    var from = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(Edges.of(from, from.plus(Duration.ofMinutes(5L * Edges.MOST)), Bucket.FIVE_MINUTES, UTC).size())
        .isEqualTo(Edges.MOST);
    assertThatThrownBy(
        () -> Edges.of(from, from.plus(Duration.ofMinutes(5L * Edges.MOST + 1)), Bucket.FIVE_MINUTES, UTC))
        .isInstanceOf(Edges.TooManyException.class);
  }

  private static Edges edges(String from, String to, Bucket bucket, String zone) throws Edges.TooManyException {
    return Edges.of(Instant.parse(from), Instant.parse(to), bucket, ZoneId.of(zone));
  }

  private static List<Long> lengths(Edges edges) {
    return IntStream.range(0, edges.size()).mapToObj(i -> Duration.between(edges.from(i), edges.to(i)).toMinutes())
        .toList();
  }
}
