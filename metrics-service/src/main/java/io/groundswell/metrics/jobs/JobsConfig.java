package io.groundswell.metrics.jobs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.jobs")
public interface JobsConfig {

  /// How long a job stays with a replica that does not answer any more. Raise this and the work of a killed replica is
  /// taken over later; lower it and a slow database makes jobs change hands for nothing.
  @WithDefault("15s")
  Duration lease();
}
