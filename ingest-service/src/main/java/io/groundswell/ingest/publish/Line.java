package io.groundswell.ingest.publish;

import io.groundswell.contract.Lane;
import io.groundswell.contract.Slot;
import io.groundswell.groundwork.broker.Brokers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import net.jpountz.util.Native;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Two producers that know both topics, for as long as they work: one for small requests, which sends as they are, one
/// for large requests, which compresses. A sender that waits for its answers keeps the order of its events through
/// both.
final class Line {

  private static final Logger LOG = Logger.getLogger(Line.class);
  private static final String TRACEPARENT = "traceparent";

  private final KafkaProducer<byte[], byte[]> small;
  private final KafkaProducer<byte[], byte[]> large;
  private final int compressFrom;
  private final SlotLoad load;
  /// By the lane's ordinal.
  private final AtomicIntegerArray partitions = new AtomicIntegerArray(Lane.values().length);

  private Line(PublishConfig config, Brokers brokers) {
    this.compressFrom = config.compressFrom();
    this.load = new SlotLoad(config.mostWaitingOfASubject().asLongValue());
    this.small = producer(ProducerSettings.small(config, brokers));
    this.large = producer(ProducerSettings.large(config, brokers));
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
    ProducerSettings.check(settings);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /// Compression in Java takes four times as long as the native one, which Kafka's library takes by itself only where
  /// it was loaded by the system's class loader, and in Quarkus it is not.
  private static void preferNativeCompression() {
    try {
      Native.load();
    } catch (LinkageError | UnsupportedOperationException notHere) {
      LOG.infof("LZ4 runs in Java, not natively: %s", notHere.getMessage());
    }
  }

  /// Opens the producers and fetches the metadata of both topics, so that no request has to wait for it.
  ///
  /// @throws TimeoutException where the broker does not answer within the patience
  static Line open(PublishConfig config, Brokers brokers, Duration patience) throws InterruptedException {
    preferNativeCompression();
    var line = new Line(config, brokers);
    try {
      long until = System.nanoTime() + patience.toNanos();
      for (var lane : Lane.values()) {
        line.partitions.set(lane.ordinal(), Math.min(awaitPartitions(line.small, lane, until),
            awaitPartitions(line.large, lane, until)));
      }
      return line;
    } catch (KafkaException | InterruptedException failure) {
      line.close(Duration.ZERO);
      throw failure;
    }
  }

  private static int awaitPartitions(KafkaProducer<byte[], byte[]> producer, Lane lane, long until)
      throws InterruptedException {
    while (true) {
      try {
        return producer.partitionsFor(lane.topic()).size();
      } catch (TimeoutException notYet) {
        if (System.nanoTime() > until) {
          throw notYet;
        }
        Thread.sleep(10);
      }
    }
  }

  /// Notices partitions that were added, once both producers know of them.
  void refresh() {
    for (var lane : Lane.values()) {
      int now = Math.min(small.partitionsFor(lane.topic()).size(), large.partitionsFor(lane.topic()).size());
      int before = partitions.getAndSet(lane.ordinal(), now);
      if (before != now) {
        LOG.infof("topic %s has %s partitions, and had %s", lane.topic(), now, before);
      }
    }
  }

  /// Hands the parcels of a request to a producer, until all are or the shipment has ended; the partition is the
  /// slot's, so that a subject's events keep their order.
  ///
  /// @param traceparent the trace that the records carry on, as their only header; null for none
  /// @return false where too much of a subject waits already, and then none was handed over
  boolean send(Lane lane, List<Parcel> parcels, byte @Nullable [] traceparent, Shipment shipment) {
    var slots = SlotLoad.slots(parcels);
    if (!load.take(lane, slots, parcels)) {
      return false;
    }
    var producer = parcels.size() < compressFrom ? small : large;
    // None at all, not an empty list, which each record would go through.
    @Nullable List<Header> headers = traceparent == null ? null : List.of(new RecordHeader(TRACEPARENT, traceparent));
    int sent = 0;
    try {
      while (sent < slots.length && !shipment.outcome().isDone()) {
        var parcel = parcels.get(sent);
        int slot = slots[sent];
        int partition = Slot.partition(slot, partitions.get(lane.ordinal()));
        producer.send(new ProducerRecord<>(lane.topic(), partition, parcel.key(), parcel.value(), headers),
            shipment.delivery(sent, parcel, () -> load.giveBack(lane, slot, parcel)));
        sent++;
      }
    } finally {
      for (; sent < slots.length; sent++) {
        load.giveBack(lane, slots[sent], parcels.get(sent));
      }
    }
    return true;
  }

  /// Bytes that wait for the broker in the fullest slot.
  long fullestSlot() {
    return load.fullest();
  }

  /// The sum of the producers' own figures of that name, 0 where they have none.
  double figure(String name) {
    return figure(small, name) + figure(large, name);
  }

  private static double figure(KafkaProducer<byte[], byte[]> producer, String name) {
    for (var metric : producer.metrics().entrySet()) {
      if (metric.getKey().name().equals(name) && metric.getValue().metricValue() instanceof Double value) {
        return value;
      }
    }
    return 0;
  }

  /// What was sent may take that long to be acknowledged.
  void close(Duration timeout) {
    long until = System.nanoTime() + timeout.toNanos();
    small.close(timeout);
    large.close(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
  }
}
