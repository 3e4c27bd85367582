package io.groundswell.metrics.audit;

/// Whose rollup it is, on a day that is known.
record SeriesDay(int organization, int subject, int measure) {
}
