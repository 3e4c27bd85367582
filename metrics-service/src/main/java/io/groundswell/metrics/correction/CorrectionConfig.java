package io.groundswell.metrics.correction;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.correction")
public interface CorrectionConfig {

  /// How many corrections of an organisation may wait for events that have not come. Further ones are set aside as
  /// `unknown_event`. Each batch looks among those that wait for its subjects; raise this and that takes longer.
  @WithDefault("10000")
  int mostPending();

  /// How long a correction waits for its event. An event that comes later than that stands uncorrected.
  @WithDefault("35d")
  Duration patience();

  /// The pause between two rounds that forget what has waited too long.
  @WithDefault("1h")
  Duration every();
}
