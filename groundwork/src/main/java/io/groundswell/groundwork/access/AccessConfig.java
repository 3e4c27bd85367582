package io.groundswell.groundwork.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "groundswell.access")
public interface AccessConfig {

  /// The secret that all services share, at least 32 characters: API keys are stored, and receipts signed, with keys
  /// derived from it. Change it and every API key ends. A service without one does not start.
  Optional<String> pepper();

  /// A file that holds the pepper, instead of the pepper itself, as secrets are mounted; space around it is ignored.
  Optional<Path> pepperFile();

  /// How old the snapshot of API keys may grow. Raise this and a revoked key works longer; lower it and every replica
  /// asks the database more often.
  @WithDefault("5s")
  Duration refreshEvery();

  /// The least time between two looks at the database for keys that the snapshot does not know. Raise this and a new
  /// key may wait longer for its first answer; lower it and strangers with invented keys cost more queries.
  @WithDefault("500ms")
  Duration lookAtMostEvery();

  /// How often the last uses of keys are written. Raise this and they are less exact, and a hard kill loses more of
  /// them; lower it and every replica writes more often.
  @WithDefault("1M")
  Duration noteUseEvery();
}
