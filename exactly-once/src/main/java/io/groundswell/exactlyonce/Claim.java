package io.groundswell.exactlyonce;

import java.util.UUID;

/// A partition taken over: every transaction shows it to the fence.
///
/// @param epoch raised by every claim of the partition
/// @param next where storing goes on
record Claim(UUID owner, long epoch, long next) {
}
