/// How unlike its own past a series is. Pure, streaming, of constant size, and without any notion of what its numbers
/// mean.
///
/// The tour: [NoveltyDetector] takes bucket after bucket. It asks whether the pattern of the last values was seen
/// before ([Contexts], with [HourLevels] for what is usual at a time of day) and whether the level has left its range
/// ([Averages]), and ranks the answers in their own past ([TailRanks]). [Tuning] holds its parameters, [Rates] what
/// follows from them for buckets of one length.
@NullMarked
package io.groundswell.trend.novelty;

import org.jspecify.annotations.NullMarked;
