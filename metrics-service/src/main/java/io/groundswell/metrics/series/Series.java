package io.groundswell.metrics.series;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.groundswell.metrics.answer.CsvText;
import io.groundswell.metrics.rollup.Change;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The answer.
///
/// @param platform the one platform that fits or was asked for; null where several are summed or listed
/// @param fill what stands where nothing was measured; null: what is certain
/// @param points of deltas, and where one platform fits; else null and `platforms` holds them
/// @param previous the range that it is compared with; null: with none
/// @param change the latest one of all days in the range; null where there is nothing
/// @param error of figures that were put together from sketches of days: of persons the relative standard error, of
/// quantiles by how much the rank may be off at 99 % confidence; 0: exact
/// @param next the cursor of the page behind this one; null: there is none
/// @param completeThrough null: nobody knows yet
record Series(String subject, String metric, String kind,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String platform, String bucket, String agg, String tz,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String fill, Instant from, Instant to,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Point> points,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<OfPlatform> platforms,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Span previous, Coverage coverage,
    @JsonUnwrapped @Nullable Changed change, @JsonInclude(JsonInclude.Include.NON_DEFAULT) double error,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next, @Nullable Instant completeThrough) {

  private static final String[] COLUMNS = {"subject", "metric", "kind", "agg", "platform", "from", "to", "value",
      "complete", "filled", "archived", "previous", "change"};

  /// @param value null where there is nothing; 0 of a delta only once the bucket is complete
  /// @param complete everything received up to `completeThrough` is in it, and it ended by then
  /// @param filled the value was not measured
  /// @param archived numbers of this bucket are not at hand any more, so nobody can say what they come to in it
  /// @param previous the value of the same bucket of the range that it is compared with
  /// @param change by which share of that it is higher, where both are complete: 0.25 is a quarter more
  /// @param changed how the rollups of the days in it changed; null of buckets below a day, and where there is nothing
  /// @param day of a bucket below a day: how the rollup of its UTC day changed, for nothing is kept of smaller spans;
  /// of both days together where it lies across midnight; null where there is nothing
  record Point(Instant from, Instant to, @Nullable BigDecimal value, boolean complete,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean filled,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean archived,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable BigDecimal previous,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable BigDecimal change,
      @JsonUnwrapped @Nullable Changed changed,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Changed day) {

    Point filledWith(BigDecimal other) {
      return new Point(from, to, other, complete, true, archived, previous, change, changed, day);
    }

    Point comparedWith(@Nullable BigDecimal other, @Nullable BigDecimal share) {
      return new Point(from, to, value, complete, filled, archived, other, share, changed, day);
    }

    @JsonIgnore
    BigDecimal known() {
      return Objects.requireNonNull(value);
    }
  }

  record OfPlatform(String platform, List<Point> points) {
  }

  record Span(Instant from, Instant to) {
  }

  /// How much of the range is known.
  ///
  /// @param buckets how many there are
  /// @param complete how many of these are complete
  /// @param withData how many of these hold a number of any platform
  record Coverage(int buckets, int complete, int withData) {
  }

  /// @param revision rises with every change of what the figures are made of
  record Changed(long revision, Instant changedAt, Change changeReason) {

    Changed and(@Nullable Changed other) {
      if (other == null) {
        return this;
      }
      var later = other.changedAt.isAfter(changedAt) ? other : this;
      return new Changed(revision + other.revision, later.changedAt, later.changeReason);
    }
  }

  /// Several series as one table.
  static String csv(List<Series> all) {
    var table = new CsvText(COLUMNS);
    for (var series : all) {
      if (series.points != null) {
        series.rows(table, series.platform, series.points);
      }
      for (var line : series.platforms == null ? List.<OfPlatform>of() : series.platforms) {
        series.rows(table, line.platform, line.points);
      }
    }
    return table.toString();
  }

  private void rows(CsvText table, @Nullable String of, List<Point> points) {
    for (var point : points) {
      table.row(subject, metric, kind, agg, of, point.from, point.to, point.value, point.complete, point.filled,
          point.archived, point.previous, point.change);
    }
  }
}
