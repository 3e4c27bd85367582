package io.groundswell.trend.insight;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.insight")
public interface InsightConfig {

  /// How often is looked whether something was announced. Raise this and what rose, peaked or faded is said later.
  @WithDefault("30s")
  Duration every();

  /// How often what stands on the boards is held against its past and compared across platforms. Raise this and records
  /// and leads are said later; lower it and four weeks of each of these series are read more often.
  @WithDefault("5m")
  Duration compareEvery();

  /// How often is looked whether late counts have changed what was said. Raise this and a wrong sentence stands longer;
  /// lower it and the counts behind every sentence in force are added up more often.
  @WithDefault("5m")
  Duration checkEvery();

  /// How long a platform must have been counted before anything on it can be a record.
  @WithDefault("3d")
  Duration recordAfter();

  /// How long insights are kept after they have expired. A key that is forgotten may be said again.
  @WithDefault("30d")
  Duration keep();
}
