package io.groundswell.metrics.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
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
  void wholeUtcDaysWithinABucketAreFoundAndWhatIsBesideThem() throws Edges.TooManyException {
    var days = edges("2026-01-01T13:00:00Z", "2026-01-04T05:00:00Z", Bucket.DAY, "UTC");
    assertThat(days.besideWholeDays()).containsExactly(stretch("2026-01-01T13:00:00Z", "2026-01-02T00:00:00Z"),
        stretch("2026-01-04T00:00:00Z", "2026-01-04T05:00:00Z"));
    assertThat(days.bucketOfWhole(LocalDate.parse("2026-01-01"))).isEqualTo(-1);
    assertThat(days.bucketOfWhole(LocalDate.parse("2026-01-03"))).isEqualTo(2);
    assertThat(days.bucketOfWhole(LocalDate.parse("2026-01-04"))).isEqualTo(-1);

    var hours = edges("2026-01-01T13:00:00Z", "2026-01-04T05:00:00Z", Bucket.HOUR, "UTC");
    assertThat(hours.hasWholeDays()).isFalse();
    assertThat(hours.besideWholeDays()).hasSize(1);
  }

  @Test
  void aWeekOfAZoneIsSixUtcDaysAndTwoPieces() throws Edges.TooManyException {
    var weeks = edges("2026-03-22T23:00:00Z", "2026-04-05T22:00:00Z", Bucket.WEEK, "Europe/Berlin");

    assertThat(weeks.size()).as("the clocks change within the first one").isEqualTo(2);
    assertThat(weeks.besideWholeDays()).containsExactly(stretch("2026-03-22T23:00:00Z", "2026-03-23T00:00:00Z"),
        stretch("2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z"),
        stretch("2026-04-05T00:00:00Z", "2026-04-05T22:00:00Z"));
    assertThat(weeks.bucketOfWhole(LocalDate.parse("2026-03-29"))).as("its last two hours are the next week's")
        .isEqualTo(-1);
    assertThat(weeks.bucketOfWhole(LocalDate.parse("2026-03-30"))).isEqualTo(1);
  }

  @Test
  void aChangeInTheMiddleOfAnHourEndsIt() throws Edges.TooManyException {
    // Kathmandu went from +05:30 to +05:45 at midnight of 1986; its quarter-hours were whole on both clocks, its hours
    // were not.
    var hours = edges("1985-12-31T17:30:00Z", "1985-12-31T20:15:00Z", Bucket.HOUR, "Asia/Kathmandu");

    assertThat(lengths(hours)).containsExactly(60L, 45L, 60L);
  }

  @Test
  void aDayThatTheZoneNeverHadIsSkipped() throws Edges.TooManyException {
    // Samoa went from 29 to 31 December 2011.
    var days = edges("2011-12-29T10:00:00Z", "2012-01-01T10:00:00Z", Bucket.DAY, "Pacific/Apia");

    assertThat(lengths(days)).containsExactly(1440L, 1440L, 1440L);
  }

  @Test
  void bucketsBeforeAnEndGoByTheCalendarOfTheZone() {
    var berlin = ZoneId.of("Europe/Berlin");
    var end = Instant.parse("2026-03-30T22:00:00Z");

    assertThat(Bucket.DAY.before(end, 2, berlin)).isEqualTo("2026-03-28T23:00:00Z");
    assertThat(Bucket.MONTH.before(Instant.parse("2026-03-31T22:00:00Z"), 1, berlin)).isEqualTo("2026-02-28T23:00:00Z");
    assertThat(Bucket.HOUR.before(end, 2, berlin)).isEqualTo("2026-03-30T20:00:00Z");
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

  private static Edges.Stretch stretch(String from, String to) {
    return new Edges.Stretch(Instant.parse(from), Instant.parse(to));
  }

  private static List<Long> lengths(Edges edges) {
    return IntStream.range(0, edges.size()).mapToObj(i -> Duration.between(edges.from(i), edges.to(i)).toMinutes())
        .toList();
  }
}
