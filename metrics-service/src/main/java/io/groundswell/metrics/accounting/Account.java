package io.groundswell.metrics.accounting;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer.
///
/// @param balanced whether the books of every partition balance
/// @param lines by source, or by source and minute
/// @param partitions null for keys without the scope `admin`
record Account(Instant from, Instant to, boolean balanced, Counts totals, List<Line> lines,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Partition> partitions) {

  /// The equation: accepted + replayed + (of unknown, those that arrived) = stored + duplicate + quarantined +
  /// outstanding. How many of the unknown arrived cannot be told from those that are still under way, so up to their
  /// number more may be stored than was accepted.
  ///
  /// @param accepted by the edge, exact but for the last second of an edge that was killed; null where the edge
  ///     publishes none
  /// @param rejected by the edge
  /// @param unknown answered 503 by the edge since the broker did not acknowledge them in time; they may be stored all
  ///     the same
  /// @param replayed records that came from the quarantine and not from the edge
  /// @param conflict those of the duplicates whose payload is another one than what is stored
  /// @param outstanding accepted or replayed, but not yet stored, recognised as duplicate or set aside; while there are
  /// unknown ones at least so many. Below zero only by what an edge that was killed had not counted
  record Counts(@Nullable Long accepted, @Nullable Long rejected, @Nullable Long unknown, long replayed, long stored,
      long duplicate,
      long conflict, long quarantined, @Nullable Long outstanding) {

    static final Counts NONE = of(null, null, null, new Kept(0, 0, 0, 0, 0));

    static Counts of(@Nullable Long accepted, @Nullable Long rejected, @Nullable Long unknown, Kept kept) {
      return new Counts(accepted, rejected, unknown, kept.replayed, kept.stored, kept.duplicate, kept.conflict,
          kept.quarantined,
          accepted == null ? null : Long.valueOf(outstanding(accepted, unknown == null ? 0 : unknown, kept)));
    }

    /// What was stored beyond what was accepted is explained by the unknown, as far as they go.
    private static long outstanding(long accepted, long unknown, Kept kept) {
      long difference = accepted + kept.replayed - kept.stored - kept.duplicate - kept.quarantined;
      return difference >= 0 ? difference : Math.min(0, difference + unknown);
    }

    Counts plus(Counts other) {
      return of(sum(accepted, other.accepted), sum(rejected, other.rejected), sum(unknown, other.unknown),
          new Kept(replayed + other.replayed, stored + other.stored, duplicate + other.duplicate,
              conflict + other.conflict, quarantined + other.quarantined));
    }

    private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
      return one == null ? other : other == null ? one : Long.valueOf(one + other);
    }
  }

  /// The record's own counts.
  record Kept(long replayed, long stored, long duplicate, long conflict, long quarantined) {
  }

  /// @param source empty: records whose source could not be read
  /// @param minute of receipt; null when summed
  record Line(String source, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant minute, Counts counts) {
  }

  /// @param former records that were counted before the topic was made anew and the consumer restarted on it
  /// @param balanced nextOffset − startOffset + former = stored + duplicate + quarantined + skipped
  /// @param watermark everything the broker received up to then is stored
  record Partition(String consumer, String topic, int partition, long startOffset, long nextOffset, long former,
      long stored, long duplicate, long quarantined, long skipped, boolean balanced, @Nullable Instant watermark) {
  }
}
