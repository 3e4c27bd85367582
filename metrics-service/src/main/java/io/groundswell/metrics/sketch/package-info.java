/// What cannot be added up, in little space: [Persons] and [Quantiles] of a day, kept for the metrics that are
/// configured, and merged by [DaySketches] in the transaction that stores the rows.
@NullMarked
package io.groundswell.metrics.sketch;

import org.jspecify.annotations.NullMarked;
