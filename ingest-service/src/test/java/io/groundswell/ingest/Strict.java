package io.groundswell.ingest;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/// An edge with room for little, so that tests come to its limits with little.
public final class Strict implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of("groundswell.door.body-deadline", "4s", "groundswell.quota.most-held", "100K",
        "groundswell.quota.key-share", "98", "groundswell.lines.patience", "2s", "groundswell.lines.most-streams",
        "2", "groundswell.lines.most-bytes-together", "16K", "groundswell.census.most-metrics", "5",
        "groundswell.census.most-series", "8", "quarkus.http.limits.max-connections", "700");
  }
}
