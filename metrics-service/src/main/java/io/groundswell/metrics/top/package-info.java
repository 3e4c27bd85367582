/// Who is ahead. [TopCounts] adds what subjects gain to quarters of an hour, in the transaction of the rows;
/// [TopResource] answers from [TopBoards], which keeps the lists that are asked for and has [TopStore] rank the
/// quarters, or the day rollups for windows of days; [TopKeeper] deletes what is over.
@NullMarked
package io.groundswell.metrics.top;

import org.jspecify.annotations.NullMarked;
