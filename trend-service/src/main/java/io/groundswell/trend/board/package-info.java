/// What is published: boards, the same on every replica.
///
/// The tour: every second [BoardKeeper] asks each owned partition's memory what stands out, writes that down by
/// [CandidateStore] for the other replicas, reads theirs, and composes a [Board] for each [BoardName]; [TrendCache]
/// keeps them for the next start. [Boards] holds what [TrendsResource] answers, so a request never waits for a
/// database.
@NullMarked
package io.groundswell.trend.board;

import org.jspecify.annotations.NullMarked;
