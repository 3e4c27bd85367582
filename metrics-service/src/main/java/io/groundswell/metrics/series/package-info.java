/// The journey *asked*: [SeriesResource] reads the parameters into a [SeriesQuestion], [SeriesQuery] chooses what to read
/// and puts the buckets together, [SeriesStore] reads them.
///
/// Buckets that are whole UTC days come from the day rollups, everything else from the raw rows: both give the same
/// numbers, for rollups change in the transaction of their rows.
///
/// `completeThrough`: everything that the live lane received up to then is counted. A bucket is complete when it ended by then; one
/// that a declared backfill touches only if the backfill lane, too, has stored all it received up to then. What a
/// sender of history has not sent yet nobody can know but the sender.
@NullMarked
package io.groundswell.metrics.series;

import org.jspecify.annotations.NullMarked;
