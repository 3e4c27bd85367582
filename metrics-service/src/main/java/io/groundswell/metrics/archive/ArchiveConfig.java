package io.groundswell.metrics.archive;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "groundswell.archive")
public interface ArchiveConfig {

  /// Where the files are: the same place for every replica, and as safe as the database. Without it nothing is ever
  /// archived.
  Optional<Path> directory();

  /// Days whose raw rows stay in the database before they are archived by themselves. Without it only those that
  /// somebody asks for are, by `groundswell archive run`. Lower this and finer buckets than days, and late events, end
  /// that much earlier.
  Optional<Integer> keepDays();

  /// How often it is looked whether a day is due, or asked for.
  @WithDefault("10s")
  Duration every();
}
