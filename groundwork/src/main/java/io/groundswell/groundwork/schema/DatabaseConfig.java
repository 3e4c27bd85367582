package io.groundswell.groundwork.schema;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

@ConfigMapping(prefix = "groundswell.postgres")
public interface DatabaseConfig {

  /// The database of all three services, without credentials. Point it elsewhere and the services begin anew there,
  /// reading the topics from the first record that is kept.
  @WithDefault("postgresql://localhost:5432/groundswell")
  String url();

  /// The login that owns the tables: it migrates and makes partitions; everything else runs as roles that own nothing.
  @WithDefault("groundswell")
  String user();

  /// The login's password. Whoever has it may change every table.
  @WithDefault("groundswell")
  String password();

  /// The file of the certificate (PEM) that the server's must come from. With it all ways to the database are TLS, and
  /// the host's name is checked; without it they are plain, and in production the service ends.
  Optional<String> ca();

  /// The way to a copy of the database that callers' queries may go to.
  Read read();

  interface Read {

    /// A standby of the same database, `postgresql://host:port/database`. Set it and callers' queries load that one
    /// instead of the main one; answers are as old as the standby is behind, and say so by `completeThrough`.
    Optional<String> url();

    /// The most queries at once on the standby. Raise this and more callers are answered side by side, each slower.
    @WithDefault("12")
    int connections();
  }
}
