package io.groundswell.trend.niche;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.niche")
public interface NicheConfig {

  /// How often is looked whether niches or their rules have changed. Raise this and a new rule takes longer to hold for
  /// what is counted.
  @WithDefault("1s")
  Duration lookEvery();

  /// How often each niche is analysed. Raise this and hot niches are noticed later; lower it and their subjects' counts
  /// are added up more often.
  @WithDefault("1m")
  Duration analyseEvery();

  /// Niches of an organisation at most: what events name beyond these is not made. Raise this for a finer division;
  /// each is analysed on its own.
  @WithDefault("1000")
  int most();
}
