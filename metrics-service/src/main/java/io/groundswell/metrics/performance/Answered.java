package io.groundswell.metrics.performance;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A request that was answered, and why it is kept.
///
/// @param endpoint method and pattern, `GET /v1/creators/{creatorId}`
/// @param errorType slug of the problem, null where there was none
record Answered(Instant at, int organization, String endpoint, int status, long durationMillis, long bytes, Why why,
    @Nullable String errorType) {

  enum Why {
    SLOW, FAILED, SAMPLED
  }
}
