package io.groundswell.trend.feed;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.feed")
public interface FeedConfig {

  /// The live lane's topic. Another topic has positions of its own, and is read from its beginning.
  @WithDefault("events.v1")
  String liveTopic();

  /// The topic of history. It changes counts, never what a detector remembers.
  @WithDefault("events.backfill.v1")
  String backfillTopic();

  /// Records counted in one transaction at most. Raise this and a backlog is counted faster, but a transaction holds
  /// its locks longer.
  @WithDefault("4000")
  int largestBatch();

  /// The least time between two transactions of a partition, unless a full batch waits. Boards are made once in a
  /// while, so counting sooner helps nobody; raise this and the database has fewer commits to make.
  @WithDefault("250ms")
  Duration spacing();

  /// Transactions at the same time, for each lane. Both together, and one more each, must fit into the pool.
  @WithDefault("4")
  int connections();

  /// How often the days' tables are looked after. They reach 14 days ahead, so a missed round does no harm.
  @WithDefault("1h")
  Duration keepEvery();

  /// How long after receipt an event may still be under way to the count; completeness lags by it. Raise this and a
  /// trend's finished buckets come later; lower it and a slow sender's bucket may be judged before it is whole.
  @WithDefault("60s")
  Duration grace();
}
