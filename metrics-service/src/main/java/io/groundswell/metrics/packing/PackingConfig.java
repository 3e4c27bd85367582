package io.groundswell.metrics.packing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "groundswell.packing")
public interface PackingConfig {

  /// Days that must be over, and that a partition must stand, before its indexes are packed, once. Late events make
  /// them grow again, so raise this where many come days late. Empty: never.
  @WithDefault("2")
  Optional<Integer> afterDays();

  /// How often it is looked for such days.
  @WithDefault("10m")
  Duration every();
}
