/// What is added up of the raw rows, in the transaction that stores them: [DayTotals] adds up the rows that a batch
/// really stored, [DayRollups] merges that into the table.
@NullMarked
package io.groundswell.metrics.rollup;

import org.jspecify.annotations.NullMarked;
