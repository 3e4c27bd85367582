package io.groundswell.groundwork.schema;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "groundswell.schema")
public interface SchemaConfig {

  /// How long one query of a caller may take. Raise this and a heavy query is answered instead of refused, but holds
  /// one of the few connections for so long.
  @WithDefault("10s")
  Duration readTimeout();

  /// The longest pause between two attempts to migrate while the database does not answer. Raise this and a service
  /// becomes ready later after the database came back.
  @WithDefault("5s")
  Duration longestRetry();

  /// Whether the service brings its tables up to date when it starts. Turn this off and it changes nothing: it checks
  /// and is not ready until somebody else has migrated, by `groundswell db up` or the Job of `deploy/`.
  @WithDefault("true")
  boolean migrateAtStart();
}
