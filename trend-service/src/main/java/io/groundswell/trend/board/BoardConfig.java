package io.groundswell.trend.board;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.board")
public interface BoardConfig {

  /// How often boards are made. Raise this and a trend shows later; lower it and the same few series are judged more
  /// often.
  @WithDefault("1s")
  Duration every();

  /// How long the database may take for one answer before the round is given up, and tried anew with the next.
  @WithDefault("10s")
  Duration patience();
}
