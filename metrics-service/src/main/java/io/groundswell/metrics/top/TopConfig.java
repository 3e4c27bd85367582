package io.groundswell.metrics.top;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Set;

@ConfigMapping(prefix = "groundswell.top")
public interface TopConfig {

  /// The metrics that are ranked over the last hour and the last 24 hours. Each one costs a row for every subject and
  /// quarter of an hour in which it is counted. One that is added is counted from then on; lists of days are kept of
  /// all metrics.
  @WithDefault("likes,views,shares,comments,remixes,followers,like,view,share,comment,remix")
  Set<String> metrics();

  /// How old a list may be before it is made anew, which takes place beside the answer that asked for it; a list that
  /// takes long to make may be ten times as old as it takes. Raise this and the database has less to do.
  @WithDefault("1s")
  Duration fresh();

  /// How old a list may be at the most: one that nobody asked for this long is made before it is answered.
  @WithDefault("1m")
  Duration oldest();

  /// The least pause between two rounds that add what batches gained to the quarters; a round that took long is
  /// followed by a longer one. Raise this and the database has less to do, but each list more to read.
  @WithDefault("1s")
  Duration foldEvery();

  /// The pause between two rounds that delete what is over.
  @WithDefault("15m")
  Duration deleteEvery();
}
