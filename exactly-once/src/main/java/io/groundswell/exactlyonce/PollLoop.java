package io.groundswell.exactlyonce;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/// One membership in the consumer group, and the only thread that touches the KafkaConsumer. It moves records from the
/// broker to the workers and never waits for the database.
final class PollLoop<E> implements ConsumerRebalanceListener {

  private static final Logger LOG = Logger.getLogger(PollLoop.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long MIRROR_NANOS = Duration.ofSeconds(1).toNanos();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;
  private final Workbench<E> bench;
  private final Workers<E> workers;
  private final Map<Integer, Long> mirrored = new HashMap<>();
  private long lastMirror = System.nanoTime();
  private volatile boolean assigned;
  private volatile boolean closing;

  PollLoop(KafkaConsumer<byte[], byte[]> consumer, Workbench<E> bench, Workers<E> workers) {
    this.consumer = consumer;
    this.topic = bench.settings().source().topic();
    this.bench = bench;
    this.workers = workers;
  }

  /// Returns after [#close]; throws what the client cannot go on with.
  void run() {
    consumer.subscribe(List.of(topic), this);
    while (!closing) {
      try {
        turn();
      } catch (WakeupException nudged) {
        // A worker wants something: the next turn sees it.
      } catch (InvalidOffsetException e) {
        // Where the worker wants to read is not, or no longer, on the topic. The claim finds out what that means.
        LOG.warnf("%s: %s", topic, e.getMessage());
        for (var where : e.partitions()) {
          consumer.pause(List.of(where));
          doubt(where.partition());
        }
      }
    }
  }

  /// What the group has made of us so far.
  ConsumerState membership() {
    if (!assigned) {
      return new ConsumerState.Joining();
    }
    return workers.owners().isEmpty() ? new ConsumerState.Idle() : new ConsumerState.Running();
  }

  void nudge() {
    consumer.wakeup();
  }

  void close() {
    closing = true;
    consumer.wakeup();
  }

  /// Tells Kafka where we stand. For lag tools and autoscaling only: nobody reads it back.
  void mirrorAndWait(Map<Integer, PartitionWorker<E>> owned, Duration patience) {
    try {
      var news = news(owned);
      consumer.commitSync(news, patience);
      remember(news);
    } catch (WakeupException nudged) {
      mirrorAndWait(owned, patience);
    } catch (KafkaException e) {
      LOG.debugf("%s: offsets not mirrored: %s", topic, e.getMessage());
    }
  }

  private void turn() {
    workers.owners().forEach(this::steer);
    var records = consumer.poll(POLL);
    for (var where : records.partitions()) {
      var worker = workers.owner(where.partition());
      if (worker == null || !worker.arrivals().offer(records.records(where))) {
        consumer.pause(List.of(where));
      }
    }
    if (System.nanoTime() - lastMirror > MIRROR_NANOS) {
      lastMirror = System.nanoTime();
      mirror();
    }
  }

  private void steer(int partition, PartitionWorker<E> worker) {
    var where = new TopicPartition(topic, partition);
    if (!consumer.assignment().contains(where)) {
      return;
    }
    var expected = worker.arrivals().expected();
    if (expected.isPresent()) {
      consumer.seek(where, expected.orElseThrow());
      worker.arrivals().open(expected.orElseThrow());
      consumer.resume(List.of(where));
    } else if (worker.arrivals().hasRoom() && consumer.paused().contains(where)) {
      consumer.resume(List.of(where));
    }
  }

  private void mirror() {
    var news = news(workers.owners());
    if (!news.isEmpty()) {
      consumer.commitAsync(news, (offsets, e) -> {
        // On the poll thread, as everything here.
        if (e == null) {
          remember(offsets);
        } else {
          LOG.debugf("%s: offsets not mirrored: %s", topic, e.getMessage());
        }
      });
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> news(Map<Integer, PartitionWorker<E>> owned) {
    var news = new HashMap<TopicPartition, OffsetAndMetadata>();
    owned.forEach((partition, worker) -> {
      var position = worker.standing().position();
      if (position != null && !Long.valueOf(position.next()).equals(mirrored.get(partition))) {
        news.put(new TopicPartition(topic, partition), new OffsetAndMetadata(position.next()));
      }
    });
    return news;
  }

  private void remember(Map<TopicPartition, OffsetAndMetadata> told) {
    told.forEach((where, offset) -> mirrored.put(where.partition(), offset.offset()));
  }

  private void doubt(int partition) {
    var worker = workers.owner(partition);
    if (worker != null) {
      worker.doubt();
    }
  }

  /// Also called, with none, where there is nothing left for us.
  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> ours) {
    consumer.pause(ours);
    for (var where : ours) {
      // Any position will do, since it is paused; without one the client would ask for a committed offset, and fail.
      consumer.seek(where, 0);
      mirrored.remove(where.partition());
      workers.start(bench, where.partition(), this::nudge);
    }
    assigned = true;
  }

  /// Does not wait for transactions under way: whoever comes next waits for them, on the row's lock.
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    revoked.forEach(where -> workers.stop(where.partition()));
  }
}
