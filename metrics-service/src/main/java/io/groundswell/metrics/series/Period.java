package io.groundswell.metrics.series;

import io.groundswell.contract.Readings;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.metrics.calendar.Bucket;
import io.groundswell.metrics.calendar.Edges;
import io.groundswell.metrics.calendar.TimeZones;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which buckets are asked for, and what with.
///
/// @param edges what is read: the page, or all of the range where a bucket's value follows from others of it
/// @param fill null: what is certain
/// @param previous as many buckets before, cut alike; null where nothing is compared
/// @param page which of the buckets are shown
record Period(Edges edges, Bucket bucket, ZoneId zone, @Nullable Fill fill, @Nullable Edges previous, SeriesPage page) {

  /// The parameters as they were sent.
  record Asked(@Nullable String from, @Nullable String to, @Nullable String bucket, @Nullable String tz,
      @Nullable String fill, @Nullable String compare, @Nullable String limit, @Nullable String cursor) {
  }

  /// Without `to`, the end of the running bucket: so the same question has the same answer until something changes.
  ///
  /// @throws ProblemException 400 for the first parameter that breaks its rule
  static Period of(Asked asked, Instant now) {
    var bucket = choice("bucket", asked.bucket == null ? "1h" : asked.bucket, Bucket::find,
        "must be 5m, 15m, 1h, 1d, 1w or 1mo");
    var zone = asked.tz == null ? TimeZones.UTC
        : choice("tz", asked.tz, TimeZones::find, "must be a time zone of the IANA database, such as Europe/Berlin");
    var cursor = asked.cursor == null ? null : SeriesPage.Cursor.of(asked.cursor);
    var to = asked.to != null ? Parameter.time("to", asked.to) : cursor == null ? bucket.end(now, zone) : cursor.to();
    var from = asked.from != null ? Parameter.time("from", asked.from)
        : cursor == null ? bucket.before(to, bucket.usualCount(), zone) : cursor.from();
    if (!from.isBefore(to)) {
      throw wrong("from", "must be before to");
    }
    if (cursor != null && !(cursor.from().equals(from) && cursor.to().equals(to))) {
      throw wrong("cursor", "belongs to another range: from and to must be those of the first page, or left out");
    }
    var fill = asked.fill == null ? null
        : choice("fill", asked.fill, Fill::find, "must be null, zero, previous or linear");
    if (asked.compare != null && !asked.compare.equals("previous")) {
      throw wrong("compare", "must be previous");
    }
    boolean isCompared = asked.compare != null;
    boolean isPaged = asked.limit != null || cursor != null;
    int limit = Parameter.count("limit", asked.limit, Edges.MOST, Edges.MOST);
    var place = cursor == null ? from : cursor.place();
    if (isPaged && !isCompared && (fill == null || !fill.needsNeighbours())) {
      var edges = Edges.first(place, to, limit, bucket, zone);
      return new Period(edges, bucket, zone, fill, null, SeriesPage.whole(edges, from, to));
    }
    var edges = edges(from, to, bucket, zone);
    return new Period(edges, bucket, zone, fill, isCompared ? before(edges, bucket, zone) : null,
        SeriesPage.of(edges, place, limit));
  }

  /// Whether a bucket and the one that it is compared with are of one length, so that what they count says something
  /// about a change: by the clock on the wall where they are days, since a day of 23 hours is a day. So are two months
  /// that are both whole.
  boolean isComparable(int place) {
    if (previous == null || place >= previous.size()) {
      return false;
    }
    return bucket.isDays()
        ? wall(edges, place).equals(wall(previous, place))
            || (bucket == Bucket.MONTH && isWhole(edges, place) && isWhole(previous, place))
        : Duration.between(edges.from(place), edges.to(place))
            .equals(Duration.between(previous.from(place), previous.to(place)));
  }

  private Duration wall(Edges of, int place) {
    return Duration.between(of.from(place).atZone(zone).toLocalDateTime(), of.to(place).atZone(zone).toLocalDateTime());
  }

  private boolean isWhole(Edges of, int place) {
    var from = of.from(place);
    return bucket.end(from.minusNanos(1), zone).equals(from) && bucket.end(from, zone).equals(of.to(place));
  }

  /// The same buckets earlier: by the least number of them that leads out of the range. So 10:00 to 11:30 in hours is
  /// compared with 8:00 to 9:30, an hour with an hour and half an hour with half an hour.
  private static Edges before(Edges edges, Bucket bucket, ZoneId zone) {
    int count = edges.size();
    if (count > 1 && !bucket.before(edges.to(), count - 1, zone).isAfter(edges.from())) {
      count--;
    }
    var from = bucket.before(edges.from(), count, zone);
    var to = bucket.before(edges.to(), count, zone);
    // The 30th of a month and the 31st are one day in a month of thirty: then it is the day before.
    return from.isBefore(to) ? edges(from, to, bucket, zone)
        : edges(edges.from().minus(Duration.between(edges.from(), edges.to())), edges.from(), bucket, zone);
  }

  private static Edges edges(Instant from, Instant to, Bucket bucket, ZoneId zone) {
    try {
      return Edges.of(from, to, bucket, zone);
    } catch (Edges.TooManyException tooMany) {
      throw wrong("bucket", "is too small for the range: an answer has at most " + Edges.MOST + " buckets");
    }
  }

  /// @throws ProblemException 400
  static String metric(String name) {
    if (!Readings.isMetricName(name)) {
      throw wrong("metric", "must be a letter, then letters, digits, _ . : or -, at most 64 in all");
    }
    return name;
  }

  static <T> T choice(String name, String text, Function<String, @Nullable T> find, String rule) {
    var found = find.apply(text);
    if (found == null) {
      throw wrong(name, rule);
    }
    return found;
  }

  static ProblemException wrong(String name, String rule) {
    return new ProblemException(Problem.parameter(name, rule));
  }
}
