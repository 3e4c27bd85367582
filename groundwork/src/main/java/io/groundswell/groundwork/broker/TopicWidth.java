package io.groundswell.groundwork.broker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/// How many partitions a topic has: which slots a partition carries depends on it. Asked at every claim, since
/// partitions may be added.
public record TopicWidth(Brokers brokers, String topic) {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// @throws IllegalStateException the broker does not say
  public int partitions() {
    try (var admin = Admin.create(brokers.properties())) {
      return admin.describeTopics(List.of(topic))
          .allTopicNames()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          .values()
          .stream()
          .mapToInt(described -> described.partitions().size())
          .sum();
    } catch (ExecutionException | TimeoutException failed) {
      throw new IllegalStateException("cannot ask how many partitions " + topic + " has", failed);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while asking how many partitions " + topic + " has", stopping);
    }
  }
}
