package io.groundswell.metrics.sketch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

@ConfigMapping(prefix = "groundswell.sketch")
public interface SketchConfig {

  /// The metrics of which the persons of a day are kept as a sketch. Each one costs its batch a look and a write of up
  /// to 2 KB for every series and day that it touches; without it a long range is counted from its raw rows, exactly
  /// and slowly. Empty: none.
  @WithDefault("view,watch")
  Optional<Set<String>> persons();

  /// The same for quantiles. Empty: none.
  @WithDefault("watch_seconds")
  Optional<Set<String>> quantiles();
}
