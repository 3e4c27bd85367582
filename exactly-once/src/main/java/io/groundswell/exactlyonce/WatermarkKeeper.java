package io.groundswell.exactlyonce;

import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Once a second looks at the partitions from outside: how far they lag, which are drained, which do not stand where
/// they were left. A drained partition is complete up to now, though nothing arrives that could say so; and one that
/// nothing arrives on would not notice that the database lost its last batches.
///
/// *Now* is read before the broker is asked where the partition ends: a record that arrives between the two is beyond
/// that end or stored. It is our clock, not the broker's; a difference between the two is what the grace of
/// `completeThrough` is for.
final class WatermarkKeeper<E> implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(WatermarkKeeper.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final UUID owner;
  private final Pool pool;
  private final Duration timeout;
  private final OffsetTable offsets;
  private final Topic topic;
  private final Workers<E> workers;
  private final InstantSource clock;
  private final Consumer<ConsumerState> state;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  WatermarkKeeper(UUID owner, Pool pool, OffsetTable offsets, Topic topic, Workers<E> workers, Workbench<E> bench,
      Consumer<ConsumerState> state) {
    this.owner = owner;
    this.pool = pool;
    this.timeout = bench.settings().timeouts().statement();
    this.offsets = offsets;
    this.topic = topic;
    this.workers = workers;
    this.clock = bench.clock();
    this.state = state;
    this.thread = Thread.ofVirtual().name(bench.settings().consumer() + "-watermark").start(this::keep);
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }

  private void keep() {
    try {
      while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          look();
        } catch (Topic.BrokerException e) {
          state.accept(new ConsumerState.Waiting(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
          // The workers say loudly enough when the database is down.
          LOG.debugf("watermarks not raised: %s", e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private void look() {
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var topicId = topic.id();
    state.accept(new ConsumerState.Running());
    var owned = workers.owners();
    if (owned.isEmpty()) {
      return;
    }
    var glances = glances(owned);
    var transaction = Transaction.begin(pool, timeout);
    try {
      var rows = offsets.peek(transaction);
      var moved = glances.stream().filter(each -> {
        var row = rows.get(each.partition());
        return Fencing.hasMoved(each.claim(), row) || isOfAnotherTopic(row, topicId);
      }).toList();
      glances.removeAll(moved);
      var raised = raise(transaction, glances, now);
      transaction.commit();
      moved.forEach(each -> each.worker().doubt());
      glances.stream()
          .filter(each -> raised.contains(each.partition()))
          .forEach(each -> each.worker().standing().drained(each.claim().epoch(), now));
    } catch (RuntimeException e) {
      transaction.abandon();
      throw e;
    }
  }

  /// Deleted and made again while we read it: the same offsets now mean other records, and the claim stops there.
  private static boolean isOfAnotherTopic(@Nullable OffsetRow row, UUID topicId) {
    return row != null && row.topicId() != null && !row.topicId().equals(topicId);
  }

  /// Where the running partitions stand. Read before their rows are: a row may be ahead of it, but behind it only if
  /// the database forgot.
  private List<Glance<E>> glances(Map<Integer, PartitionWorker<E>> owned) {
    var ends = topic.ends(owned.keySet());
    var glances = new ArrayList<Glance<E>>();
    owned.forEach((partition, worker) -> {
      var end = ends.get(partition);
      if (end != null) {
        worker.standing().lag(end);
        var position = worker.standing().position();
        if (position != null) {
          glances.add(new Glance<>(partition, worker, new Claim(owner, position.epoch(), position.next()), end));
        }
      }
    });
    return glances;
  }

  private Set<Integer> raise(Transaction transaction, List<Glance<E>> glances, Instant now) {
    var drained = glances.stream()
        .filter(each -> each.claim().next() >= each.end())
        .map(each -> new OffsetTable.Drained(each.partition(), each.claim().epoch(), each.end()))
        .toList();
    return drained.isEmpty() ? Set.of() : offsets.drained(transaction, owner, now, drained);
  }

  /// A partition at one moment.
  ///
  /// @param claim with the position that was reached under it
  /// @param end of the topic's partition, asked just before
  private record Glance<E>(int partition, PartitionWorker<E> worker, Claim claim, long end) {
  }
}
