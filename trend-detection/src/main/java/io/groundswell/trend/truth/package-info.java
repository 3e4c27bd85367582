/// How well a detector tells what is normal from what is not. Pure, like the detector.
///
/// The tour: a [LabelledSeries] has windows in which something happened; [Replayed] is one with the detector's score of
/// each row, also [as the running system sees it][LiveReplay]; [WindowScore] says what those are worth, and [LeaveOut]
/// what a threshold chosen on other series would have been worth. Real labels are scarce and disputed, so
/// [SyntheticTruth] makes series of which everything is known, from [NoisyCounts], and [Ranking] a world of hashtags,
/// of which boards are made.
@NullMarked
package io.groundswell.trend.truth;

import org.jspecify.annotations.NullMarked;
