package io.groundswell.ingest.imports;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.imports")
public interface ImportsConfig {

  /// How long a worker may be silent before another one gets its chunk. Raise this for workers behind a slow network;
  /// a killed worker's chunk then waits longer.
  @WithDefault("30s")
  Duration lease();

  /// How often a chunk may fail before its job waits for somebody. Raise this and a broken source is read more often.
  @WithDefault("3")
  int mostAttempts();

  /// Rows that are younger than this come first, the newest before the others; then day by day into the past.
  @WithDefault("90D")
  Duration recent();

  /// When a job should be over. The forecast says whether it will be; a throttled job goes at least as fast as that
  /// takes.
  @WithDefault("7D")
  Duration deadline();

  /// What all workers of a job may send a second, where the job itself says nothing. Lower this and imports take
  /// longer; live events have consumers of their own, but share the database.
  @WithDefault("50000")
  int eventsPerSecond();

  /// How often the database is looked at while there are imports.
  @WithDefault("2s")
  Duration lookEvery();

  /// A probe of the database that takes longer slows imports down. Lower this and imports give way sooner.
  @WithDefault("250ms")
  Duration longestProbe();

  /// Standbys further behind slow imports down.
  @WithDefault("10s")
  Duration longestReplicationLag();

  /// More bytes of write-ahead log a second, of whatever origin, slow imports down. Raise this on faster disks.
  @WithDefault("128M")
  MemorySize mostLogPerSecond();
}
