package io.groundswell.ingest.backfill;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// The declared ranges whose partitions stand, at one moment.
///
/// @param ranges by organisation
/// @param ids of all of them
/// @param takenNanos [System#nanoTime] from when on the snapshot was taken
public record ReadyRanges(Map<Integer, List<Range>> ranges, Set<UUID> ids, long takenNanos) {

  /// Half open: `from` belongs to it, `to` does not.
  public record Range(Instant from, Instant to) {

    public Range {
      if (!from.isBefore(to)) {
        throw new IllegalArgumentException("a range begins before it ends");
      }
    }

    boolean contains(Instant time) {
      return !time.isBefore(from) && time.isBefore(to);
    }
  }

  public static final ReadyRanges NONE = new ReadyRanges(Map.of(), Set.of(), System.nanoTime());

  public boolean contain(int organization, Instant time) {
    for (var range : ranges.getOrDefault(organization, List.of())) {
      if (range.contains(time)) {
        return true;
      }
    }
    return false;
  }

  /// Whether the snapshot was begun at that moment or later.
  public boolean isSince(long nanos) {
    return takenNanos - nanos >= 0;
  }
}
