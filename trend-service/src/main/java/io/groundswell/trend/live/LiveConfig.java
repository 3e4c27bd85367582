package io.groundswell.trend.live;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.live")
public interface LiveConfig {

  /// How often is looked for news. Raise this and listeners hear later; lower it and the database is asked more often
  /// for nothing.
  @WithDefault("500ms")
  Duration lookEvery();

  /// How often a silent connection is told that it lives, so that nothing between cuts it, and who is gone is found
  /// out.
  @WithDefault("15s")
  Duration beatEvery();

  /// Listeners at the same time, for each replica. Each costs a connection and some kilobytes; one more is answered
  /// 503.
  @WithDefault("2000")
  int most();
}
