package io.groundswell.metrics.quarantine;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.quarantine")
public interface QuarantineConfig {

  /// How often replays that another replica took are looked for; one's own go out at once. Raise this and a replay
  /// whose replica was killed goes out later.
  @WithDefault("1s")
  Duration lookEvery();
}
