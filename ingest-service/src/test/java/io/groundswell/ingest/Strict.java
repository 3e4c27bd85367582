package io.groundswell.ingest;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/// An edge with room for little, so that tests come to its limits with little.
public final class Strict implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.ofEntries(Map.entry("groundswell.door.body-deadline", "5s"),
        Map.entry("groundswell.door.header-deadline", "2s"), Map.entry("groundswell.quota.most-held", "100K"),
        Map.entry("groundswell.quota.key-share", "98"), Map.entry("groundswell.lines.patience", "2s"),
        Map.entry("groundswell.lines.most-streams", "2"), Map.entry("groundswell.lines.most-bytes-together", "16K"),
        Map.entry("groundswell.census.most-metrics", "5"), Map.entry("groundswell.census.most-series", "8"),
        Map.entry("quarkus.http.limits.max-connections", "700"));
  }
}
