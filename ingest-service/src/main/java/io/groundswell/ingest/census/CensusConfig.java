package io.groundswell.ingest.census;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

@ConfigMapping(prefix = "groundswell.census")
public interface CensusConfig {

  /// How many metric names an organisation may use in a UTC day. Every replica counts for itself. Lower this and ids
  /// that were put into names are noticed sooner.
  @WithDefault("1000")
  int mostMetrics();

  /// How many series (subject, platform, metric and kind) an organisation may write in a UTC day. Every replica counts
  /// for itself. Raise this for organisations with more subjects; each series takes 6 to 12 bytes until midnight.
  @WithDefault("1000000")
  int mostSeries();

  /// How many series of all organisations together are remembered. Beyond it new ones are taken without being counted,
  /// so that one organisation's day does not end another's. Raise this with the heap.
  @WithDefault("5000000")
  int mostRemembered();
}
