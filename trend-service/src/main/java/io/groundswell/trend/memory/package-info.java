/// What this replica remembers: the series of the Kafka partitions that it owns, as many as have room.
///
/// The tour: [Memories] holds one [PartitionMemory] for each partition; that holds the series, and what stands out
/// among them, of which only the [Foremost] may come onto a board. [Holdings] keeps the series within their [Budget],
/// and an [Admission] says what becomes of those that are counted: what was forgotten to make room comes back as if it
/// had never gone. [SeriesHistory] reads the stored buckets from which a memory, or a single series, is made anew.
/// [Platforms] knows since when each platform is counted.
@NullMarked
package io.groundswell.trend.memory;

import org.jspecify.annotations.NullMarked;
