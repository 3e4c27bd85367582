package io.groundswell.metrics.posts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.posts")
public interface PostsConfig {

  /// How old a ranking of creators by what their posts got may be before it is made anew, which takes place beside the
  /// answer that asked for it; one that takes long to make may be ten times as old as it takes. Raise this and the
  /// database has less to do.
  @WithDefault("10s")
  Duration fresh();

  /// How old such a ranking may be at the most: one that nobody asked for this long is made before it is answered.
  @WithDefault("10m")
  Duration oldest();
}
