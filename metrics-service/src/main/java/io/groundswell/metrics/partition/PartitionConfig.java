package io.groundswell.metrics.partition;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.partition")
public interface PartitionConfig {

  /// Days before today that have partitions. An event is at most 7 days old when it is received, and may lie on the
  /// topic for 7 more before it is stored, so a lower number can leave a backlog without its partition: that stops the
  /// partition of the topic until the number is raised.
  @WithDefault("15")
  int daysBack();

  /// Days after today that have partitions: so long the database may refuse to make tables before events wait.
  @WithDefault("14")
  int daysAhead();

  /// What one partition holds: `1h`, `2h`, `3h`, `4h`, `6h`, `8h` or `12h`, or `1d` to `31d`. Partitions that stand
  /// stay as they are. Several days make fewer tables, for little data kept long, and leave for the archive together,
  /// when the last of them is due; hours make smaller indexes, for more than some ten million rows a day.
  @WithDefault("1d")
  PartitionInterval interval();

  /// How often declared backfills are looked for. Raise this and `POST /v1/backfills` answers that much later.
  @WithDefault("1s")
  Duration every();
}
