package io.groundswell.ingest.access;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

@ConfigMapping(prefix = "groundswell.access")
public interface BootstrapConfig {

  /// An API key in full (`gsk_…`). Where it is given, it is created at start with all scopes, for organisation 1
  /// ("sandbox"), unless a key of its id is there already. Leave it out where keys come from elsewhere.
  Optional<String> bootstrapKey();
}
