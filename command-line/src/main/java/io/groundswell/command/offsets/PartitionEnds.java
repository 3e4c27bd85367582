package io.groundswell.command.offsets;

import io.groundswell.command.manners.CommandFailed;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/// Where partitions begin and end, which only Kafka knows.
final class PartitionEnds {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private PartitionEnds() {
  }

  /// What Kafka holds of a partition.
  ///
  /// @param topicId Kafka's id of the topic: another one after it was deleted and made anew
  /// @param beginning the offset of the oldest record
  /// @param end the offset of the next record
  record Extent(UUID topicId, long beginning, long end) {
  }

  /// The extent of each partition; nothing for those that are not there (any more).
  ///
  /// @param kafka properties of a client
  /// @throws CommandFailed where Kafka does not answer
  static Map<TopicPartition, Extent> of(Map<String, Object> kafka, Collection<TopicPartition> wanted)
      throws InterruptedException {
    var settings = new HashMap<>(kafka);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
    try (var admin = Admin.create(settings)) {
      // Several consumers read the same partition.
      var existing = existing(admin, Set.copyOf(wanted));
      var beginnings = offsets(admin, existing.keySet(), OffsetSpec.earliest());
      var ends = offsets(admin, existing.keySet(), OffsetSpec.latest());
      return existing.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
          partition -> new Extent(partition.getValue(),
              Objects.requireNonNull(beginnings.get(partition.getKey())).offset(),
              Objects.requireNonNull(ends.get(partition.getKey())).offset())));
    } catch (ExecutionException failed) {
      throw unanswered(kafka, failed.getCause());
    } catch (KafkaException unusable) {
      throw unanswered(kafka, unusable);
    }
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> offsets(Admin admin, Set<TopicPartition> partitions,
      OffsetSpec which) throws InterruptedException, ExecutionException {
    return admin.listOffsets(partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which)))
        .all().get();
  }

  /// With the id of their topic. Asked for the offsets of a partition that is not there, the client would go on asking
  /// until its time is up.
  private static Map<TopicPartition, UUID> existing(Admin admin, Set<TopicPartition> wanted)
      throws InterruptedException, ExecutionException {
    var there = new HashMap<TopicPartition, UUID>();
    var topics = wanted.stream().map(TopicPartition::topic).distinct().toList();
    for (var topic : admin.describeTopics(topics).topicNameValues().entrySet()) {
      try {
        var described = topic.getValue().get();
        var id = new UUID(described.topicId().getMostSignificantBits(), described.topicId().getLeastSignificantBits());
        wanted.stream()
            .filter(one -> one.topic().equals(topic.getKey()) && one.partition() < described.partitions().size())
            .forEach(one -> there.put(one, id));
      } catch (ExecutionException failed) {
        if (!(failed.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw failed;
        }
      }
    }
    return there;
  }

  static Object servers(Map<String, Object> kafka) {
    return Objects.requireNonNull(kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
  }

  private static CommandFailed unanswered(Map<String, Object> kafka, @Nullable Throwable why) {
    return CommandFailed.unavailable("cannot ask Kafka at " + servers(kafka) + " where the partitions end: "
        + (why == null ? "it does not say why" : why.getMessage()));
  }
}
