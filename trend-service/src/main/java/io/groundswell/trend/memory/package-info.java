/// What this replica remembers: a detector for each series of the Kafka partitions that it owns.
///
/// The tour: [Memories] holds one [PartitionMemory] for each partition; that holds the series, and what stands out
/// among them. [SeriesHistory] reads the stored buckets from which a memory, or a single series, is made anew.
/// [Platforms] knows since when each platform is counted.
@NullMarked
package io.groundswell.trend.memory;

import org.jspecify.annotations.NullMarked;
