/// From Kafka to counts and detectors.
///
/// The tour: [Feed] reads both lanes, each with an exactly-once consumer, into a [BucketLog]. That makes a [Sighting]
/// of each record, leaves out what was counted before, and adds the rest to five-minute buckets, all in one statement.
/// Once that is committed, the live lane's buckets go into the [PartitionMemory] of their Kafka partition, in
/// [Memories]: a detector for each series. [SeriesHistory] fills a memory anew from the stored buckets, so what is
/// remembered is always what is stored. [DayKeeper] makes the tables' days and drops those that are past.
@NullMarked
package io.groundswell.trend.feed;

import org.jspecify.annotations.NullMarked;
