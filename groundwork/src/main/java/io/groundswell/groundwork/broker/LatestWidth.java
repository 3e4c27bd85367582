package io.groundswell.groundwork.broker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// How many partitions a topic had when the broker last said so: for whoever asks often. Nobody waits for the broker.
/// It is asked beside, every half minute, and every two seconds while it does not answer.
public final class LatestWidth {

  private static final Logger LOG = Logger.getLogger(LatestWidth.class);
  private static final long ASK_EVERY_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long TRY_EVERY_NANOS = Duration.ofSeconds(2).toNanos();

  private final TopicWidth topic;
  private final AtomicBoolean isAsking = new AtomicBoolean();
  private volatile @Nullable Integer partitions;
  private volatile long due = System.nanoTime();

  public LatestWidth(TopicWidth topic) {
    this.topic = topic;
  }

  /// Null until it was said once; the first who asks has it asked for.
  public @Nullable Integer partitions() {
    if (System.nanoTime() - due >= 0 && isAsking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("topic-width").start(this::ask);
    }
    return partitions;
  }

  private void ask() {
    try {
      partitions = topic.partitions();
      due = System.nanoTime() + ASK_EVERY_NANOS;
    } catch (RuntimeException away) {
      // A topic never gets fewer, so what was said before still holds for all that is known.
      LOG.debugf("%s", away.getMessage());
      due = System.nanoTime() + TRY_EVERY_NANOS;
    } finally {
      isAsking.set(false);
    }
  }
}
