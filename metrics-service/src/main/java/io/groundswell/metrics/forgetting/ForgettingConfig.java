package io.groundswell.metrics.forgetting;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.forgetting")
public interface ForgettingConfig {

  /// How long after an order events of before are recognised. It must be longer than the topics keep records (7 days),
  /// and than a backup that may be restored is old: after it, a record that is read again would bring the person back.
  @WithDefault("35d")
  Duration remember();

  /// How often orders are looked for that another replica took; one's own begin at once.
  @WithDefault("1s")
  Duration lookEvery();

  /// How long going through the events of one day may take. Raise this where days are so large that an order does not
  /// get on.
  @WithDefault("10m")
  Duration dayTimeout();
}
