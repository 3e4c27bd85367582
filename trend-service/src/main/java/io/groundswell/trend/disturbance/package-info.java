/// What befalls a whole platform or a whole metric at once, and so is no trend of any subject.
///
/// The tour: subjects are spread over Kafka partitions, so nobody sees enough of a platform alone. Each partition's
/// owner says how its series stand, in a [Tally] for each platform and metric: which of them have stepped up, and by
/// how much ([Steps]), and when anything came at all ([Presence]). [Disturbances] judges them all together;
/// [DisturbanceKeeper] has that done whenever a bucket is complete everywhere, and [DisturbanceStore] keeps what was
/// found, each [Disturbance] with its span. Whoever judges a series asks [Befallen] what of it does not count.
@NullMarked
package io.groundswell.trend.disturbance;

import org.jspecify.annotations.NullMarked;
