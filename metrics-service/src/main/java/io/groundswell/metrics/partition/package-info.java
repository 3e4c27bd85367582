/// Days and their partitions. The [PartitionKeeper] makes them by the clock and for every declared backfill, never
/// because a row asks; [PartitionDays] is what it knows: which days stand, and which ranges were declared.
@NullMarked
package io.groundswell.metrics.partition;

import org.jspecify.annotations.NullMarked;
