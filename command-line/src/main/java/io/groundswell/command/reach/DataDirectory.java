package io.groundswell.command.reach;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option that names an instance, the same for every command.
public final class DataDirectory {

  @Option(names = "--data-dir", paramLabel = "DIR",
      description = "Directory of the instance. Default: groundswell under the user's data home.")
  private @Nullable Path named;

  /// The directory that was named, else that of the user.
  public Path path() {
    return (named != null ? named : usual()).toAbsolutePath().normalize();
  }

  public boolean isNamed() {
    return named != null;
  }

  static Path usual() {
    var dataHome = System.getenv("XDG_DATA_HOME");
    if (dataHome != null && Path.of(dataHome).isAbsolute()) {
      return Path.of(dataHome, "groundswell");
    }
    var home = Path.of(System.getProperty("user.home"));
    return System.getProperty("os.name").startsWith("Mac")
        ? home.resolve("Library/Application Support/groundswell")
        : home.resolve(".local/share/groundswell");
  }
}
