/// What is normal for a series, and what is not. Pure: no I/O, no clock; the same class judges live counts, replayed
/// history and tests.
///
/// The tour: counts come in [buckets][Bucket] of five minutes into a [SeriesDetector], which keeps the newest few as
/// they are and folds older ones into the score of novelty, the [Course] of its trends, and one [WindowDetector] for
/// each [Window]. A window detector keeps an [Expectation] of the sums over several spans. Asked how things stand, an
/// [Assessor] answers with an [Assessment] for each window in which the series stands out, with its evidence. A
/// [Witness] is told of every bucket. [Gaps] are passed over, as if no time had gone by. A [Series] is what is kept of
/// one: its counts while they are few, its detector once they are many.
///
/// State depends on the buckets alone, not on when or in which portions they came: so it can be rebuilt from the
/// stored buckets at any time.
@NullMarked
package io.groundswell.trend.detect;

import org.jspecify.annotations.NullMarked;
