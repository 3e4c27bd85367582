/// How unlike its own past a series is. Pure, streaming, of constant size, and without any notion of what its numbers mean.
///
/// The tour: [NoveltyDetector] takes bucket after bucket. It asks whether the pattern of the last values was seen before ([Contexts], with
/// [HourProfile] for what is usual at a time of day) and whether the level has left its range ([FadingMoments]), and ranks both
/// answers in their own past ([TailRank]). [Tuning] holds its parameters.
@NullMarked
package io.groundswell.trend.novelty;

import org.jspecify.annotations.NullMarked;
