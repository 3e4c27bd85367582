package io.groundswell.trend.calibration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.calibration")
public interface CalibrationConfig {

  /// How often outcomes are filled in. Raise this and the log learns later what became of its calls.
  @WithDefault("10m")
  Duration lookEvery();
}
