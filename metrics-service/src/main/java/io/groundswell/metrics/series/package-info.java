/// The journey *asked*: [SeriesResource] and [SeveralSeriesResource] read the parameters into a [SeriesQuestion] and a
/// [Period], [SeriesQuery] finds out what is asked for and whether the caller has the answer already, [Drawing] puts
/// the points together, and [Reading] chooses which rows [SeriesStore] reads.
///
/// A [SeriesPage] says which buckets are shown. Its cursor is the place where the next page begins, so a page reads the
/// rows of its own buckets, however long the range is; only what follows from other buckets (values carried or drawn
/// over gaps, comparisons) is read over the whole range.
///
/// Whole UTC days come from the day rollups, also where they are parts of a week or a month of some time zone,
/// everything else from the raw rows: both give the same numbers, for rollups change in the transaction of their rows.
///
/// `completeThrough`: everything that the live lane received up to then is counted. A bucket is complete when it ended
/// by then; one that a declared backfill touches only if the backfill lane, too, has stored all it received up to then.
/// What a sender of history has not sent yet nobody can know but the sender.
@NullMarked
package io.groundswell.metrics.series;

import org.jspecify.annotations.NullMarked;
