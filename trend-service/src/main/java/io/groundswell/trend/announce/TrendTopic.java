package io.groundswell.trend.announce;

import io.groundswell.contract.Lane;
import io.groundswell.groundwork.broker.Brokers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/// Makes the topic of announcements where there is none: as many partitions as the lanes have, so that a subject's lie
/// where its events lie, and three copies where there are three brokers.
final class TrendTopic {

  private static final Duration RETENTION = Duration.ofDays(7);
  private static final int BROKERS_FOR_REPLICAS = 3;
  private static final long PATIENCE_SECONDS = 10;

  private TrendTopic() {
  }

  /// @throws IllegalStateException when the broker does not answer
  static void ensure(Brokers brokers, String name) throws InterruptedException {
    try (var admin = Admin.create(brokers.properties())) {
      if (admin.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS).contains(name)) {
        return;
      }
      boolean replicated =
          admin.describeCluster().nodes().get(PATIENCE_SECONDS, TimeUnit.SECONDS).size() >= BROKERS_FOR_REPLICAS;
      var topic = new NewTopic(name, Lane.PARTITIONS, (short) (replicated ? 3 : 1)).configs(Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
          TopicConfig.RETENTION_MS_CONFIG, Long.toString(RETENTION.toMillis()),
          // SentBefore looks from a time on.
          TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
          TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, replicated ? "2" : "1"));
      admin.createTopics(List.of(topic)).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      if (!(failed.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("the topic " + name + " cannot be made", failed);
      }
    }
  }
}
