package io.groundswell.groundwork.schema;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.ConfigSource;

/// Makes of `groundswell.postgres.ca`, the file of the certificate (PEM) that the server's must come from, what both
/// ways to the database need to be sure whom they talk to: TLS, that authority, and the host's name (`verify-full`).
/// One setting instead of six in two dialects, of which one is easily forgotten.
public final class DatabaseTls implements ConfigSourceFactory {

  /// Above the files of properties, below the environment.
  private static final int ORDINAL = 275;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    var authority = context.getValue("groundswell.postgres.ca");
    if (authority == null || authority.getValue() == null || authority.getValue().isBlank()) {
      return List.of();
    }
    var file = authority.getValue().strip();
    return List.of(new PropertiesConfigSource(Map.of(
        "quarkus.datasource.jdbc.additional-jdbc-properties.sslmode", "verify-full",
        "quarkus.datasource.jdbc.additional-jdbc-properties.sslrootcert", file,
        "quarkus.datasource.reactive.postgresql.ssl-mode", "verify-full",
        "quarkus.datasource.reactive.hostname-verification-algorithm", "HTTPS",
        "quarkus.datasource.reactive.trust-certificate-pem", "true",
        "quarkus.datasource.reactive.trust-certificate-pem.certs", file), "groundswell.postgres.ca", ORDINAL));
  }

  @Override
  public OptionalInt getPriority() {
    return OptionalInt.of(ORDINAL);
  }
}
