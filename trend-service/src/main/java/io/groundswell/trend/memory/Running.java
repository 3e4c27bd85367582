package io.groundswell.trend.memory;

import io.groundswell.trend.detect.Assessment;
import io.groundswell.trend.detect.Phase;
import org.jspecify.annotations.Nullable;

/// A trend that runs, by the complete buckets of its series.
///
/// @param since the bucket in which it started
/// @param level of five minutes before it
/// @param best how the series stands out, where it does so most; null where it does not
public record Running(Phase phase, long since, double level, @Nullable Assessment best) {
}
