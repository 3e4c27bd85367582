package io.groundswell.trend.announce;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.announce")
public interface AnnounceConfig {

  /// The topic of announcements; made at the start where there is none.
  @WithDefault("trends.v1")
  String topic();

  /// How often is looked for what waits to be sent. Raise this and announcements come later; lower it and the database
  /// is asked more often for nothing.
  @WithDefault("500ms")
  Duration lookEvery();

  /// After how long a replica that was about to send something counts as dead: then another looks whether it was sent,
  /// and goes on. Must be longer than a broker may take to answer.
  @WithDefault("30s")
  Duration lease();

  /// How long announcements are kept, and how far back a listener may resume.
  @WithDefault("7d")
  Duration keep();
}
