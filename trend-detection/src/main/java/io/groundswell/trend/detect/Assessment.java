package io.groundswell.trend.detect;

import io.groundswell.trend.evidence.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Why a series stands out in a window, with its evidence.
///
/// @param score `log₂(growth) · confidence`: 1 is a doubling that is all but certain. Above 0; comparable across
///     series, since each is measured against its own past
/// @param significance distance of `observed` from `expected` in the series' own deviations
/// @param observed sum over the span that stands out most
/// @param expected what the series' past predicts for such a span
/// @param over length of that span
/// @param growth `observed / expected`, both smoothed by three units, so that rare series do not grow without bound
/// @param confidence 0 … 1, see [Assessor]
/// @param since when the series left its normal
/// @param phase where it is in the course of a trend
/// @param daysTrending days (UTC) since when it stands out, today included: as long as Kleinberg's burst of days has
///     held, and at least since `since`
/// @param slopePerHour Sen's slope
/// @param sparkline sums of the last steps, the newest last: 24 of five minutes, 48 hours or 14 days at most
public record Assessment(Window window, double score, double significance, double observed, double expected,
    Duration over, double growth, double confidence, Instant since, Phase phase, int daysTrending, Evidence evidence,
    double slopePerHour, List<Double> sparkline) {

  public Assessment {
    sparkline = List.copyOf(sparkline);
  }
}
