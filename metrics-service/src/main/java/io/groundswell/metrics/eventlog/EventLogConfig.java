package io.groundswell.metrics.eventlog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.eventlog")
public interface EventLogConfig {

  /// What has just happened.
  LaneConfig live();

  /// History.
  LaneConfig backfill();

  /// After this long without an answer of the database a transaction's outcome counts as unknown and is asked for.
  /// Lower this and a slow disk looks like an outage.
  @WithDefault("30s")
  Duration statementTimeout();

  /// How one lane is read.
  interface LaneConfig {

    /// Whether this process reads the lane at all; another replica must, or its events wait.
    @WithDefault("true")
    boolean enabled();

    /// Events stored in one transaction at most. Raise this for throughput of a backlog; a transaction then holds its
    /// locks longer.
    @WithName("max-batch")
    @WithDefault("8000")
    int maxBatch();

    /// The least time between two transactions of a partition, unless a full batch waits. Raise this and the database
    /// has fewer commits to make; events that keep coming are then visible later, half of it on average. The first
    /// after a quiet time never waits.
    @WithDefault("20ms")
    Duration spacing();

    /// Transactions at the same time. More than the database has cores to spare seldom helps.
    @WithDefault("4")
    int connections();
  }
}
