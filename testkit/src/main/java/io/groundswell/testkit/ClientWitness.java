package io.groundswell.testkit;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/// Sees every Kafka client that was made with the properties an operator gave: [RealBackend] gives them one that names
/// this class, as others would name a trust store.
public final class ClientWitness implements MetricsReporter {

  /// System properties, since Kafka may load this class in another class loader than a test.
  private static final String PREFIX = ClientWitness.class.getName() + ".";

  /// Whether such a client was made.
  ///
  /// @param clientId begins with this
  public static boolean hasSeen(String clientId) {
    return System.getProperties().stringPropertyNames().stream().anyMatch(name -> name.startsWith(PREFIX + clientId));
  }

  @Override
  public void configure(Map<String, ?> configs) {
    System.setProperty(PREFIX + configs.get("client.id"), "seen");
  }

  @Override
  public void init(List<KafkaMetric> metrics) {
  }

  @Override
  public void metricChange(KafkaMetric metric) {
  }

  @Override
  public void metricRemoval(KafkaMetric metric) {
  }

  @Override
  public void close() {
  }
}
