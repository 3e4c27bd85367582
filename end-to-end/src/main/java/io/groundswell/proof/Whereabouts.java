package io.groundswell.proof;

import io.groundswell.contract.Pepper;
import io.groundswell.proof.check.Database;
import java.net.URI;

/// Where a running system can be reached.
///
/// @param key an API key with all scopes, of organisation 1
/// @param pepper the secret that the services share
public record Whereabouts(URI ingest, URI metrics, URI trend, String key, Database database, String bootstrapServers,
    Pepper pepper) {

  /// Without the secrets.
  @Override
  public String toString() {
    return ingest + ", " + metrics + ", " + trend;
  }
}
