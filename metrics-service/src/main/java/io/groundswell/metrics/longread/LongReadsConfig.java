package io.groundswell.metrics.longread;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.long-reads")
public interface LongReadsConfig {

  /// How many requests for funnels and for stored events a replica works on at a time. Raise this and each of them may
  /// take some ten megabytes of its memory, and a connection of its pool from all other questions.
  @WithDefault("4")
  int atOnce();

  /// How long a further one waits for its turn before it is answered 503. Raise this and more of them wait.
  @WithDefault("5s")
  Duration patience();
}
