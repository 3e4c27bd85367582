package io.groundswell.exactlyonce;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// What the broker says about the topic. Asked by workers and the watermark's keeper, so that the poll thread never
/// waits.
final class Topic implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 5;

  private final Admin admin;
  private final String name;

  Topic(ConsumerSettings settings) {
    this.admin = Admin.create(KafkaProperties.forAdmin(settings));
    this.name = settings.source().topic();
  }

  /// Kafka's id of the topic: another one after the topic was deleted and made again.
  ///
  /// @throws BrokerException no answer, or no such topic
  UUID id() {
    var id = Objects.requireNonNull(answer(admin.describeTopics(List.of(name)).allTopicNames()).get(name)).topicId();
    return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  /// Where the partition's records begin and end at the moment.
  Extent extent(int partition) {
    var where = new TopicPartition(name, partition);
    // Two requests: one may not ask for the same partition twice.
    var beginning = admin.listOffsets(Map.of(where, OffsetSpec.earliest()));
    var end = admin.listOffsets(Map.of(where, OffsetSpec.latest()));
    return new Extent(answer(beginning.partitionResult(where)).offset(), answer(end.partitionResult(where)).offset());
  }

  /// The offset after the last record of each partition.
  Map<Integer, Long> ends(Collection<Integer> partitions) {
    var asked = partitions.stream()
        .collect(Collectors.toMap(p -> new TopicPartition(name, p), p -> OffsetSpec.latest()));
    var answers = answer(admin.listOffsets(asked).all());
    var ends = new HashMap<Integer, Long>();
    answers.forEach((where, found) -> ends.put(where.partition(), found.offset()));
    return ends;
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }

  private <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new BrokerException("topic " + name + " does not exist", e);
      }
      throw new BrokerException("broker does not answer: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new BrokerException("broker does not answer within " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("interrupted while waiting for the broker", e);
    }
  }

  /// The records of a partition, `beginning` inclusive, `end` exclusive.
  record Extent(long beginning, long end) {
  }

  /// The broker does not say.
  static final class BrokerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokerException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
