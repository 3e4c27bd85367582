package io.groundswell.trend.dashboard;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.dashboard")
public interface DashboardConfig {

  /// Where metrics-service answers, as trend-service reaches it; browsers never go there. Where it is wrong or away,
  /// the page shows trends and says of everything else that it cannot be had.
  @WithDefault("http://localhost:8082")
  URI metrics();

  /// How long metrics-service may take for an answer. Raise it where people look at years of series; lower it and they
  /// learn sooner that it is away.
  @WithDefault("20s")
  Duration patience();

  /// Questions to metrics-service at the same time, for each replica; one more waits for its turn. Raise it where many
  /// leave the page open; each costs metrics-service a connection.
  @WithDefault("32")
  int connections();
}
