package io.groundswell.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/// Gives a Quarkus application under test the broker of this JVM and an empty database of its own, as the configuration
/// that the services read in production.
public final class RealBackend implements QuarkusTestResourceLifecycleManager {

  /// The secret that services under test share.
  public static final String PEPPER = "the pepper of services under test";

  @Override
  public Map<String, String> start() {
    var database = TestPostgres.freshDatabase();
    return Map.of(
        "groundswell.access.pepper", PEPPER,
        "groundswell.kafka.bootstrap-servers", TestKafka.bootstrapServers(),
        "groundswell.kafka.client.\"metric.reporters\"", ClientWitness.class.getName(),
        "groundswell.postgres.url", database.url(),
        "groundswell.postgres.user", database.user(),
        "groundswell.postgres.password", database.password(),
        "quarkus.http.test-port", "0",
        "quarkus.management.test-port", "0");
  }

  /// Nothing to stop: the servers end with the JVM.
  @Override
  public void stop() {
  }
}
