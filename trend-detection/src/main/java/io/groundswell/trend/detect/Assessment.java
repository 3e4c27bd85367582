package io.groundswell.trend.detect;

import java.time.Duration;
import java.time.Instant;

/// Why a series stands out in a window, with its evidence.
///
/// @param score `log₂(growth) · confidence`: 1 is a doubling that is all but certain. Above 0; comparable across series, since each is
///     measured against its own past
/// @param significance distance of `observed` from `expected` in the series' own deviations
/// @param observed sum over the span that stands out most
/// @param expected what the series' past predicts for such a span
/// @param over length of that span
/// @param growth `observed / expected`, both smoothed by three units, so that rare series do not grow without bound
/// @param confidence 0 … 1, see [WindowDetector]
/// @param since when the series left its normal
public record Assessment(Window window, double score, double significance, double observed, double expected,
    Duration over, double growth, Direction direction, double confidence, Instant since) {
}
