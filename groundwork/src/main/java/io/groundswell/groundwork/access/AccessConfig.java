package io.groundswell.groundwork.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.keys")
public interface AccessConfig {

  /// How old the snapshot of API keys may grow. Raise this and a revoked key works longer, a new one begins later;
  /// lower it and every replica asks the database more often.
  @WithDefault("5s")
  Duration refreshEvery();
}
