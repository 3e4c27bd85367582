package io.groundswell.ingest;

import io.groundswell.contract.ApiKey;
import io.groundswell.testkit.RealBackend;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/// Broker and database of this JVM, and a bootstrap key that tests know.
public final class EdgeBackend implements QuarkusTestResourceLifecycleManager {

  /// Opens everything, for organisation 1.
  public static final ApiKey KEY = new ApiKey("bootstrapkey", "a".repeat(52));

  private final RealBackend servers = new RealBackend();

  @Override
  public Map<String, String> start() {
    var properties = new HashMap<>(servers.start());
    properties.put("groundswell.access.bootstrap-key", KEY.text());
    properties.put("groundswell.access.note-use-every", "100ms");
    return properties;
  }

  @Override
  public void stop() {
    servers.stop();
  }
}
