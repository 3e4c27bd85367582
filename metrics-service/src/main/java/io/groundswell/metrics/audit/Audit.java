package io.groundswell.metrics.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the auditor looked at and what it found.
///
/// @param lastRound when a round last ended well; null: none has yet
/// @param pending days that changed since they were audited; today always does
/// @param days that were audited, latest first
/// @param repaired how many rollups, sketches and quarters of the organisation were ever found wrong and repaired
/// @param findings the latest of them, latest first
record Audit(@Nullable Instant lastRound, List<LocalDate> pending, List<Day> days, long repaired,
    List<Finding> findings) {

  /// @param changed whether something was stored since; then it is audited again
  record Day(LocalDate day, Instant auditedAt, boolean changed) {
  }

  /// @param kept the rollup as it stood, or `persons`, the median (`quantiles`) of a sketch, or a `quarter` with its
  /// `gain`; null: there was none
  /// @param recomputed as it is now; null: there are no raw rows
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Finding(Instant foundAt, LocalDate day, String subject, String metric, String platform, String kind,
      @Nullable JsonNode kept, @Nullable JsonNode recomputed) {
  }
}
