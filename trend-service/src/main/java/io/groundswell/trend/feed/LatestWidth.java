package io.groundswell.trend.feed;

import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// How many partitions a topic had when the broker last said so: for whoever asks every second.
final class LatestWidth {

  private static final Logger LOG = Logger.getLogger(LatestWidth.class);
  private static final long ASK_EVERY_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long TRY_EVERY_NANOS = Duration.ofSeconds(2).toNanos();

  private final TopicWidth topic;
  private @Nullable Integer partitions;
  private long due = System.nanoTime();

  LatestWidth(TopicWidth topic) {
    this.topic = topic;
  }

  /// Null until it was said once.
  synchronized @Nullable Integer partitions() {
    if (System.nanoTime() - due >= 0) {
      try {
        partitions = topic.partitions();
        due = System.nanoTime() + ASK_EVERY_NANOS;
      } catch (IllegalStateException away) {
        // A topic never gets fewer, so what was said before still holds for all that is known.
        LOG.debugf("%s", away.getMessage());
        due = System.nanoTime() + TRY_EVERY_NANOS;
      }
    }
    return partitions;
  }
}
