package io.groundswell.metrics.series;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer.
///
/// @param platform the one platform that fits or was asked for; null where several are summed or listed
/// @param points of deltas, and where one platform fits; else null and `platforms` holds them
/// @param completeThrough null: nobody knows yet
record Series(String subject, String metric, String kind,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String platform, String bucket, String agg, String tz,
    Instant from, Instant to, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Point> points,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<OfPlatform> platforms,
    @Nullable Instant completeThrough) {

  /// @param value null where there is nothing; 0 of a delta only once the bucket is complete
  /// @param complete everything received up to `completeThrough` is in it, and it ended by then
  record Point(Instant from, Instant to, @Nullable BigDecimal value, boolean complete) {
  }

  record OfPlatform(String platform, List<Point> points) {
  }
}
