package io.groundswell.groundwork.access;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a service would be configured with.
record TestConfig(@Nullable String secret, @Nullable Path file) implements AccessConfig {

  @Override
  public Optional<String> pepper() {
    return Optional.ofNullable(secret);
  }

  @Override
  public Optional<Path> pepperFile() {
    return Optional.ofNullable(file);
  }

  @Override
  public Duration refreshEvery() {
    return Duration.ofMillis(200);
  }

  @Override
  public Duration lookAtMostEvery() {
    return Duration.ofMillis(100);
  }

  @Override
  public Duration noteUseEvery() {
    return Duration.ofMinutes(1);
  }
}
