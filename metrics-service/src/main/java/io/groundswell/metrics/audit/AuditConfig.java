package io.groundswell.metrics.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.audit")
public interface AuditConfig {

  /// The pause between two rounds. A round reads every day that changed, so today's rows once, and those of ranked and
  /// sketched metrics again: raise this where days are large (the rollups of a day of 500,000 rows take about 2 s of
  /// one of the database's cores), and a fault is found that much later.
  @WithDefault("10m")
  Duration every();

  /// How long the audit of one day may take. Raise this where days are so large that the audit does not get on.
  @WithDefault("10m")
  Duration dayTimeout();
}
