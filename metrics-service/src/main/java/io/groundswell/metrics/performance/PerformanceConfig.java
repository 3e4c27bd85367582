package io.groundswell.metrics.performance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.performance")
public interface PerformanceConfig {

  /// A request that takes at least this long is kept. Lower this and more of them are.
  @WithDefault("250ms")
  Duration slow();

  /// The part of all other requests that is kept, 0 to 1. Raise this and summaries get finer, and the table larger.
  @WithDefault("0.01")
  double sample();

  /// Requests that wait to be written, at most; beyond, they are counted and dropped. About 200 bytes each.
  @WithDefault("2000")
  int capacity();

  /// How often what waits is written.
  @WithDefault("1s")
  Duration writeEvery();

  /// How long a request is kept.
  @WithDefault("14d")
  Duration keep();
}
