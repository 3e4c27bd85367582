package io.groundswell.groundwork.assurance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

@ConfigMapping(prefix = "groundswell.assurance")
public interface AssuranceConfig {

  /// Whether the service ends (exit code 78) where a guarantee is not in effect, instead of warning. Set it wherever
  /// the events matter; a laptop has neither TLS nor replicas.
  @WithDefault("false")
  boolean production();

  /// Names of guarantees that may be missing in production, such as `database-tls` where a mesh encrypts, as the
  /// service names them at start.
  Optional<Set<String>> accepted();
}
