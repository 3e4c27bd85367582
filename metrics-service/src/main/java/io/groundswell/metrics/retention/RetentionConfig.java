package io.groundswell.metrics.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.retention")
public interface RetentionConfig {

  /// How often it is looked whether something has expired. Rules are in days, so this matters only to a rule that is
  /// new.
  @WithDefault("1m")
  Duration every();

  /// How long one day of one rule may take, in the database or in a file. Raise this where days are so large that
  /// nothing expires.
  @WithDefault("10m")
  Duration dayTimeout();
}
