package io.groundswell.groundwork.broker;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/// Where topics end now: the offset that the next record of each partition gets.
public final class TopicEnds {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private TopicEnds() {
  }

  /// Of all partitions of these topics.
  public static Map<TopicPartition, Long> of(Admin admin, Collection<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    var described = admin.describeTopics(topics).allTopicNames().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    var wanted = described.values().stream().flatMap(topic -> topic.partitions().stream()
        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
        .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
    return admin.listOffsets(wanted).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }
}
