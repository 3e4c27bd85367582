package io.groundswell.ingest.accounting;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.accounting")
public interface AccountingConfig {

  /// How often the counts are written. What a hard kill takes is at most so much.
  @WithDefault("1s")
  Duration flushEvery();

  /// How many counts (organisation, source, minute) are kept in memory while the database is away. Beyond it, sources
  /// are counted together under the empty source. About 150 bytes each.
  @WithDefault("100000")
  int mostCounts();
}
