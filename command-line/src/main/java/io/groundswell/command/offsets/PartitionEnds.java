package io.groundswell.command.offsets;

import io.groundswell.command.manners.CommandFailed;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/// Where partitions end, which only Kafka knows.
final class PartitionEnds {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private PartitionEnds() {
  }

  /// The offset of the next record of each partition; nothing for those that are not there (any more).
  ///
  /// @param kafka bootstrap servers
  /// @throws CommandFailed where Kafka does not answer
  static Map<TopicPartition, Long> of(String kafka, Collection<TopicPartition> wanted) throws InterruptedException {
    try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka,
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis(),
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2))) {
      // Several consumers read the same partition.
      var latest = existing(admin, wanted).stream()
          .distinct()
          .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
      var ends = new HashMap<TopicPartition, Long>();
      admin.listOffsets(latest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
      return ends;
    } catch (ExecutionException failed) {
      throw unanswered(kafka, failed.getCause());
    } catch (KafkaException unusable) {
      throw unanswered(kafka, unusable);
    }
  }

  /// Asked for the offsets of a partition that is not there, the client would go on asking until its time is up.
  private static Collection<TopicPartition> existing(Admin admin, Collection<TopicPartition> wanted)
      throws InterruptedException, ExecutionException {
    var partitions = new HashMap<String, Integer>();
    var topics = wanted.stream().map(TopicPartition::topic).distinct().toList();
    for (var topic : admin.describeTopics(topics).topicNameValues().entrySet()) {
      try {
        partitions.put(topic.getKey(), topic.getValue().get().partitions().size());
      } catch (ExecutionException failed) {
        if (!(failed.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw failed;
        }
      }
    }
    return wanted.stream().filter(one -> one.partition() < partitions.getOrDefault(one.topic(), 0)).toList();
  }

  private static CommandFailed unanswered(String kafka, @Nullable Throwable why) {
    return CommandFailed.unavailable("cannot ask Kafka at " + kafka + " where the partitions end: "
        + (why == null ? "it does not say why" : why.getMessage()));
  }
}
