package io.groundswell.metrics.dictionary;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.dictionary")
public interface DictionaryConfig {

  /// Subjects kept in memory, about 200 bytes each. Lower this and batches with many subjects ask the database more
  /// often; raise it where more subjects than this are busy at a time.
  @WithDefault("200000")
  long subjects();

  /// Persons kept in memory, about 150 bytes each; the consequences are those of `subjects`.
  @WithDefault("100000")
  long persons();

  /// Measures (metric, platform and kind) kept in memory. There are few; below their number every batch asks the
  /// database.
  @WithDefault("20000")
  long measures();

  /// How long adding names may take before the batch is given up and tried again.
  @WithDefault("20s")
  Duration timeout();
}
