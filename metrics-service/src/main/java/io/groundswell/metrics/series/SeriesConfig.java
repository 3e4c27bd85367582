package io.groundswell.metrics.series;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

@ConfigMapping(prefix = "groundswell.series")
public interface SeriesConfig {

  /// From how many numbers a day on it is remembered what a day of a series comes to in buckets of less than a day, for
  /// as long as nothing of it changes. Fewer are read as fast as looked up.
  @WithDefault("500")
  int busyDay();

  /// How many such buckets are remembered at the most, in each process: 100,000 take some 20 MB.
  @WithDefault("100000")
  long bucketsRemembered();
}
