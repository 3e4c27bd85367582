package io.groundswell.ingest.backfill;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.backfill")
public interface BackfillConfig {

  /// How long a declaration waits for its partitions before it is answered 503. Raise this for longer ranges; the
  /// asker waits that long.
  @WithDefault("30s")
  Duration patience();

  /// How often a waiting declaration looks again.
  @WithDefault("200ms")
  Duration lookEvery();

  /// How old the snapshot of ranges may grow. Raise this and every replica asks the database less often; a range that
  /// was taken back is honoured for longer.
  @WithDefault("3s")
  Duration refreshEvery();

  /// The longest range of one declaration. Each day costs partitions, so raise this with the number of days that the
  /// database should be able to hold; longer histories are declared in several pieces.
  @WithDefault("1100D")
  Duration longestRange();
}
