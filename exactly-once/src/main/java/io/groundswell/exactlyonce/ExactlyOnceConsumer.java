package io.groundswell.exactlyonce;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reads a topic into a [Destination], each record exactly once, until it is closed. Never gives up: what is down is
/// waited for. Several of them, in one process or many, share the partitions.
///
/// @param <E> what the destination makes of a record
public final class ExactlyOnceConsumer<E> implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ExactlyOnceConsumer.class);
  private static final Duration MIRROR_PATIENCE = Duration.ofSeconds(2);
  private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(5);
  private static final Duration CALM = Duration.ofSeconds(30);

  // New for every process, so that a successor of the same name is somebody else to the fence.
  private final UUID owner = UUID.randomUUID();
  private final ConsumerSettings settings;
  private final Destination<E> destination;
  private final Pool pool;
  private final OffsetTable offsets;
  private final ConsumerMeters meters;
  private final InstantSource clock;
  private final Traces traces;
  private final Workers<E> workers = new Workers<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicReference<ConsumerState> state = new AtomicReference<>(new ConsumerState.New());
  private final Thread thread;
  private volatile @Nullable PollLoop<E> loop;

  /// @param pool connections to the database of the offset table and of everything the destination writes; must hold at
  ///     least [ConsumerSettings.Pace#connections] connections plus one, and should cache prepared statements
  /// @param clock the time for watermarks of drained partitions
  public ExactlyOnceConsumer(ConsumerSettings settings, Destination<E> destination, Pool pool, MeterRegistry meters,
      InstantSource clock) {
    this(settings, destination, pool, meters, clock, null);
  }

  /// The same, with spans of the transactions whose records carry a trace.
  ///
  /// @param tracer who makes the spans; null for none
  public ExactlyOnceConsumer(ConsumerSettings settings, Destination<E> destination, Pool pool, MeterRegistry meters,
      InstantSource clock, @Nullable Tracer tracer) {
    this.settings = settings;
    this.destination = destination;
    this.pool = pool;
    this.offsets = new OffsetTable(settings);
    this.meters = new ConsumerMeters(meters, settings);
    this.clock = clock;
    this.traces = new Traces(tracer, settings.consumer());
    this.thread = Thread.ofPlatform().name(settings.consumer() + "-poll").daemon().unstarted(this::live);
  }

  /// Begins to read, on threads of its own; returns at once, also when broker and database are down.
  ///
  /// @throws IllegalThreadStateException started before
  public void start() {
    thread.start();
  }

  /// How the consumer as a whole is doing.
  public ConsumerState state() {
    var known = state.get();
    var current = loop;
    return known instanceof ConsumerState.Running && current != null ? current.membership() : known;
  }

  /// The properties of its Kafka consumer that the guarantee rests on, as they are in effect, by Kafka's names.
  public SortedMap<String, String> guaranteed() {
    return KafkaProperties.guaranteed(settings);
  }

  /// The partitions that this consumer owns at the moment, by number.
  public Map<Integer, PartitionState> partitions() {
    var states = new TreeMap<Integer, PartitionState>();
    workers.owners().forEach((partition, worker) -> states.put(partition, worker.standing().state()));
    return states;
  }

  /// Stops fetching, lets transactions under way end (at most [ConsumerSettings.Timeouts#drain]), leaves the consumer
  /// group. What has arrived but is not stored is read again by whoever owns the partition next.
  @Override
  public void close() {
    closing.countDown();
    var current = loop;
    if (current != null) {
      current.close();
    }
    try {
      thread.join(settings.timeouts().drain().plus(MIRROR_PATIENCE).plus(LEAVE_PATIENCE));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    state.set(new ConsumerState.Closed());
  }

  private void live() {
    meters.watch(() -> partitions().values(), workers::lag);
    var backoff = new Backoff();
    while (closing.getCount() > 0) {
      long began = System.nanoTime();
      try {
        belong();
      } catch (InterruptedException e) {
        break;
      } catch (Topic.BrokerException e) {
        waiting(String.valueOf(e.getMessage()), null);
      } catch (Throwable e) {
        waiting("Kafka client: " + e, e);
      }
      if (System.nanoTime() - began > CALM.toNanos()) {
        backoff.reset();
      }
      pause(backoff.next());
    }
    meters.close();
    state.set(new ConsumerState.Closed());
  }

  /// One membership in the consumer group, from joining to leaving.
  private void belong() throws InterruptedException {
    try (var topic = new Topic(settings)) {
      // Throws as long as there is no such topic.
      topic.id();
      var bench =
          new Workbench<>(settings, destination, new OffsetStart(owner, settings, pool, offsets, topic, destination),
              new BatchWriter<>(settings, pool, offsets, destination), new OffsetPeek(settings, pool, offsets), meters,
              traces, clock);
      var consumer = new KafkaConsumer<byte[], byte[]>(
          KafkaProperties.forConsumer(settings, settings.consumer() + "-" + owner));
      var current = new PollLoop<>(consumer, bench, workers);
      loop = current;
      try (var _ = new WatermarkKeeper<>(owner, pool, offsets, topic, workers, bench, this::now)) {
        now(new ConsumerState.Running());
        if (closing.getCount() > 0) {
          current.run();
        }
      } finally {
        loop = null;
        leave(consumer, current);
      }
    }
  }

  private void leave(KafkaConsumer<byte[], byte[]> consumer, PollLoop<E> current) throws InterruptedException {
    try {
      var owned = workers.owners();
      workers.stopAll();
      workers.awaitEnd(settings.timeouts().drain());
      current.mirrorAndWait(owned, MIRROR_PATIENCE);
    } finally {
      consumer.close(CloseOptions.timeout(LEAVE_PATIENCE));
    }
  }

  private void waiting(String reason, @Nullable Throwable unexpected) {
    if (unexpected != null) {
      LOG.errorf(unexpected, "%s: starting anew", settings.consumer());
    } else if (!(state.get() instanceof ConsumerState.Waiting before && before.reason().equals(reason))) {
      LOG.warnf("%s: %s; waiting for it", settings.consumer(), reason);
    }
    now(new ConsumerState.Waiting(reason));
  }

  private void now(ConsumerState next) {
    state.updateAndGet(before -> before instanceof ConsumerState.Closed ? before : next);
  }

  private void pause(Duration duration) {
    try {
      closing.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
