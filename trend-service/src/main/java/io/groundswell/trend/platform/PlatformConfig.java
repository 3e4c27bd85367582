package io.groundswell.trend.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Set;

@ConfigMapping(prefix = "groundswell.platform")
public interface PlatformConfig {

  /// How often the figures of the last hour are worked out; those of a day five, those of a week thirty times as
  /// seldom. Raise this and they are older; lower it and all counts of the window are added up more often.
  @WithDefault("1m")
  Duration every();

  /// Interactions, each by the names of its metrics: the numerator of the engagement rate. Of the names of one, parted
  /// by `+`, only that counts which counts most, since the same likes may come one by one (`like`) and added up
  /// (`likes`). Another set is another definition.
  @WithDefault("like+likes,comment+comments,share+shares,remix+remixes,repost+reposts,save+saves")
  Set<Interaction> interactions();

  /// Metrics that are views: its denominator is the first of them of which ten or more are counted. Another order is
  /// another definition.
  @WithDefault("views,view,impressions,watch")
  List<String> views();
}
