package io.groundswell.command.offsets;

import io.groundswell.command.offsets.PartitionEnds.Extent;
import org.jspecify.annotations.Nullable;

/// How a consumer gets on with a partition, as far as its row and Kafka together say.
enum Progress {
  /// All there is has been stored.
  COMPLETE,
  /// Some is still to be stored, and it gets on.
  BEHIND,
  /// Some is still to be stored, and for a minute nothing was: it is stalled (a gap in the offsets), in trouble, or
  /// nobody reads it.
  STILL,
  /// Kafka has deleted records before they were stored.
  LOST,
  /// It stands behind the end: the topic was made anew.
  AHEAD,
  /// Kafka was not asked, or has no such partition.
  UNKNOWN;

  private static final long GETS_ON_WITHIN_SECONDS = 60;

  static Progress of(Position at, @Nullable Extent extent) {
    if (extent == null) {
      return UNKNOWN;
    }
    if (at.nextOffset() < extent.beginning()) {
      return LOST;
    }
    if (at.nextOffset() > extent.end()) {
      return AHEAD;
    }
    if (at.nextOffset() == extent.end()) {
      return COMPLETE;
    }
    return at.idleSeconds() > GETS_ON_WITHIN_SECONDS ? STILL : BEHIND;
  }

  /// What an operator can do; null where nothing is needed.
  @Nullable
  String hint(Position at, @Nullable Extent extent) {
    return switch (this) {
      case COMPLETE, BEHIND, UNKNOWN -> null;
      case STILL -> "Nothing was stored for " + at.idleSeconds() + " s: 'groundswell status' and the service's log say "
          + "why. Where records are missing: " + skip(at, "OFFSET");
      case LOST -> "Kafka has deleted records that were not stored yet. To go on without them: "
          + skip(at, extent == null ? "OFFSET" : Long.toString(extent.beginning()));
      case AHEAD -> "The topic ends before this: it was deleted and made anew, or another Kafka is asked.";
    };
  }

  private static String skip(Position at, String to) {
    return "groundswell offsets skip --consumer " + at.consumer() + " --partition " + at.partition() + " --to " + to
        + " --reason …";
  }
}
