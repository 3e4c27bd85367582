package io.groundswell.metrics.capacity;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "groundswell.capacity")
public interface CapacityConfig {

  /// How large the database's disk is, for PostgreSQL does not know. Without it nobody can say how many days are left.
  Optional<MemorySize> disk();

  /// How often it is looked how far the lanes are. Lower this and short bursts are seen, for one small query and one
  /// question to the broker each time.
  @WithDefault("10s")
  Duration every();

  /// How many looks are remembered: what was the fastest is forgotten after so many. The default is a day of looks.
  @WithDefault("8640")
  int remembered();
}
