/// Positions of the consumers, for an operator with a stalled partition. [OffsetTables] reads and moves them,
/// [PartitionEnds] knows how far they can go, [OffsetsCommand] and its [ShowOffsets], [SkipOffsets] and
/// [RestartOffsets] are the command line.
@NullMarked
package io.groundswell.command.offsets;

import org.jspecify.annotations.NullMarked;
