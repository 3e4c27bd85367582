package io.groundswell.groundwork.connection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.connection")
public interface ConnectionConfig {

  /// How long a sender may take over the headers of a request, from their first byte. Lower this and connections that
  /// are only held end sooner; beyond it senders behind very slow networks are turned away.
  @WithDefault("20s")
  Duration headerDeadline();
}
