package io.groundswell.command.offsets;

import io.groundswell.command.offsets.PartitionEnds.Extent;
import org.jspecify.annotations.Nullable;

/// How a consumer gets on with a partition, as far as its row and Kafka together say.
enum Progress {
  /// All there is has been stored.
  COMPLETE,
  /// Some is still to be stored, and it gets on.
  BEHIND,
  /// Going on would lose records silently, so its owner stands still, and says why.
  STALLED,
  /// Some is still to be stored, and for a minute nothing was: it is in trouble, or nobody reads it.
  STILL,
  /// Kafka has deleted records before they were stored.
  LOST,
  /// It stands behind the end: the broker has lost records.
  AHEAD,
  /// The topic was deleted and made anew, so the offsets are of one that is no more.
  ANEW,
  /// Kafka was not asked, or has no such partition.
  UNKNOWN;

  private static final long GETS_ON_WITHIN_SECONDS = 60;

  static Progress of(Position at, @Nullable Extent extent) {
    if (extent == null) {
      return UNKNOWN;
    }
    if (at.topicId() != null && !at.topicId().equals(extent.topicId())) {
      return ANEW;
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
    if (at.stallReason() != null) {
      return STALLED;
    }
    return at.idleSeconds() > GETS_ON_WITHIN_SECONDS ? STILL : BEHIND;
  }

  /// Whether `offsets restart` is what it needs.
  boolean wantsRestart() {
    return this == ANEW || this == AHEAD;
  }

  /// What an operator can do; null where nothing is needed.
  @Nullable
  String hint(Position at, @Nullable Extent extent) {
    return switch (this) {
      case COMPLETE, BEHIND, UNKNOWN -> null;
      case STALLED -> "To go on behind what is missing: " + skip(at, "OFFSET");
      case STILL -> "Nothing was stored for " + at.idleSeconds() + " s: 'groundswell status' and the service's log say "
          + "why.";
      case LOST -> "Kafka has deleted records from " + at.nextOffset() + " on that were not stored yet. To go on "
          + "without them: " + skip(at, extent == null ? "OFFSET" : Long.toString(extent.beginning()));
      case AHEAD -> "The topic ends before this: the broker has lost records, or another Kafka is asked. To read again "
          + "what it has: " + restart(at);
      case ANEW -> "The topic was deleted and made anew, and what this consumer had not stored is gone with it. To "
          + "read the new one from its beginning: " + restart(at);
    };
  }

  private static String skip(Position at, String to) {
    return "groundswell offsets skip --consumer " + at.consumer() + " --partition " + at.partition() + " --to " + to
        + " --reason …";
  }

  private static String restart(Position at) {
    return "groundswell offsets restart --topic " + at.topic() + " --reason …";
  }
}
