package io.groundswell.trend.memory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

@ConfigMapping(prefix = "groundswell.memory")
public interface MemoryConfig {

  /// The share of the heap that may hold series, 0.01 to 0.9; about 300 bytes for a young one, 2,300 for one that goes
  /// on. What does not fit is forgotten, the quietest first, and read again when it is counted again. Raise this in a
  /// pod with much memory; above 0.6 the rest is too little for a heap below 2 GiB.
  @WithDefault("0.4")
  double share();
}
