package io.groundswell.ingest.publish;

import io.groundswell.contract.Lane;
import io.groundswell.contract.Receipt;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sends what requests bring. Never waits: what cannot be handed over at once is answered as unavailable.
@ApplicationScoped
public class Publisher {

  private static final Logger LOG = Logger.getLogger(Publisher.class);

  private static final Duration TELL_EVERY = Duration.ofSeconds(10);

  private final AtomicReference<@Nullable Line> line = new AtomicReference<>();
  private final AtomicLong toldNanos = new AtomicLong(System.nanoTime() - TELL_EVERY.toNanos());
  private volatile Map<Lane, UUID> topicIds = Map.of();
  private volatile Runnable onBroken = () -> {
  };

  Publisher() {
  }

  /// Sends the parcels of one request. The future is completed once: when the broker has acknowledged all of them, or
  /// as soon as it is clear that it will not in time. It may complete on a thread of the producer.
  ///
  /// @param traceparent the trace that the records carry on; null for none
  public CompletableFuture<Shipped> publish(Lane lane, List<Parcel> parcels, byte @Nullable [] traceparent) {
    var open = line.get();
    if (open == null) {
      return CompletableFuture.completedFuture(new Shipped.NotSent("the broker is not connected"));
    }
    var shipment = new Shipment(parcels.size(), this::tell);
    try {
      if (!open.send(lane, parcels, traceparent, shipment)) {
        return CompletableFuture.completedFuture(new Shipped.Crowded());
      }
    } catch (KafkaException | IllegalStateException broken) {
      replace(open, broken);
      shipment.giveUp("the connection to the broker broke");
    }
    return shipment.outcome();
  }

  /// Tells the lane's topic from one that was made anew under its name; empty while that is not known.
  public OptionalInt topicMark(Lane lane) {
    var id = topicIds.get(lane);
    return id == null ? OptionalInt.empty() : OptionalInt.of(Receipt.markOf(id));
  }

  /// @param found Kafka's ids of the lanes' topics, as they are now
  void refresh(Map<Lane, UUID> found) {
    topicIds = Map.copyOf(found);
    var open = line.get();
    if (open != null) {
      open.refresh();
    }
  }

  /// The producer's figure of that name; 0 while there is none.
  double figure(String name) {
    var open = line.get();
    return open == null ? 0 : open.figure(name);
  }

  /// Bytes of the subject that has most of them on their way, with those that share its slot.
  double fullestSlot() {
    var open = line.get();
    return open == null ? 0 : open.fullestSlot();
  }

  boolean isOpen() {
    return line.get() != null;
  }

  /// @param onBroken is run when the line has to be opened anew
  void open(Line opened, Runnable onBroken) {
    this.onBroken = onBroken;
    var before = line.getAndSet(opened);
    if (before != null) {
      before.close(Duration.ZERO);
    }
  }

  /// Waits for what was sent.
  void close(Duration timeout) {
    var open = line.getAndSet(null);
    if (open != null) {
      open.close(timeout);
    }
  }

  /// A producer that refuses to go on has failed for good, and a new one takes its place. The old one is closed apart,
  /// since a callback must not wait for its own producer. Everything else (time-outs, a full buffer, a broker in
  /// trouble) a producer outlives by itself.
  private void replace(Line open, RuntimeException broken) {
    if (line.compareAndSet(open, null)) {
      LOG.errorf("the producer failed for good and is replaced: %s", broken);
      Thread.ofVirtual().name("close-producer").start(() -> open.close(Duration.ZERO));
      onBroken.run();
    }
  }

  /// Says why records are not acknowledged, but not for each of them.
  private void tell(Exception failure) {
    long now = System.nanoTime();
    long last = toldNanos.get();
    if (now - last > TELL_EVERY.toNanos() && toldNanos.compareAndSet(last, now)) {
      LOG.warnf("records are not acknowledged: %s", failure);
    }
  }
}
