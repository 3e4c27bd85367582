package io.groundswell.sandbox;

import io.groundswell.sandbox.child.StartCache;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How a sandbox is to be started.
///
/// @param home where the packaged services are: the root of the built repository or a copy of it
/// @param dataDirectory where everything is kept; null for a new temporary directory
/// @param keeping what becomes of the directory in the end
/// @param ports of the services
/// @param postgres an existing server to use, null for an embedded one
/// @param kafka the bootstrap servers of an existing cluster to use, null for an embedded broker
/// @param starts whether the JVMs start from what was recorded, or record
public record SandboxOptions(Path home, @Nullable Path dataDirectory, Keeping keeping, PortChoice ports,
    @Nullable DatabaseLogin postgres, @Nullable String kafka, StartCache.Use starts) {

  /// Whether the data survive the end of the sandbox.
  public enum Keeping {
    DATA, NOTHING
  }

  /// Which ports the services listen on.
  public enum PortChoice {
    /// 8081 to 8083, and 9081 to 9083 for management; it is an error where one is taken.
    DEFAULT,
    /// Any free ones, the same as last time where they are still free.
    AUTO
  }

  public SandboxOptions {
    if (dataDirectory == null && keeping == Keeping.DATA) {
      throw new IllegalArgumentException("data are kept in a directory that is named");
    }
  }

  /// Embedded servers, data kept in the directory.
  ///
  /// @param ports [PortChoice#DEFAULT] for the user's one usual instance, [PortChoice#AUTO] for any further one
  public static SandboxOptions in(Path dataDirectory, PortChoice ports) {
    return new SandboxOptions(usualHome(), dataDirectory, Keeping.DATA, ports, null, null, StartCache.Use.PLAY);
  }

  /// Embedded servers in a temporary directory, free ports, nothing kept.
  public static SandboxOptions ephemeral() {
    return new SandboxOptions(usualHome(), null, Keeping.NOTHING, PortChoice.AUTO, null, null, StartCache.Use.PLAY);
  }

  public SandboxOptions withHome(Path other) {
    return new SandboxOptions(other, dataDirectory, keeping, ports, postgres, kafka, starts);
  }

  public SandboxOptions withPorts(PortChoice other) {
    return new SandboxOptions(home, dataDirectory, keeping, other, postgres, kafka, starts);
  }

  /// With an existing database instead of an embedded one.
  public SandboxOptions withPostgres(DatabaseLogin existing) {
    return new SandboxOptions(home, dataDirectory, keeping, ports, existing, kafka, starts);
  }

  /// With an existing cluster instead of an embedded broker.
  public SandboxOptions withKafka(String bootstrapServers) {
    return new SandboxOptions(home, dataDirectory, keeping, ports, postgres, bootstrapServers, starts);
  }

  /// For a rehearsal, which writes start caches beside what was built.
  public SandboxOptions recording() {
    return new SandboxOptions(home, dataDirectory, keeping, ports, postgres, kafka, StartCache.Use.RECORD);
  }

  /// What the launcher says, else the current directory.
  private static Path usualHome() {
    return Path.of(System.getProperty("groundswell.home", "")).toAbsolutePath();
  }
}
