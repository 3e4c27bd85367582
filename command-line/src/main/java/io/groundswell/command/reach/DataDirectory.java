package io.groundswell.command.reach;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.sandbox.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

  /// Whether it is the one that needs no name.
  public boolean isUsual() {
    return path().equals(usual().toAbsolutePath().normalize());
  }

  public boolean isNamed() {
    return named != null;
  }

  /// What to write behind a command so that it is about this instance: nothing where it finds it by itself.
  public String option() {
    return isUsual() ? "" : " --data-dir " + quoted(path());
  }

  /// As a shell reads it.
  public static String quoted(Path path) {
    var text = path.toString();
    return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /// Whether it is a directory, or can become one.
  ///
  /// @throws CommandFailed where a file is in the way
  public void requireNoFile() {
    var nearest = path();
    while (nearest != null && Files.notExists(nearest)) {
      nearest = nearest.getParent();
    }
    if (nearest != null && Files.isRegularFile(nearest)) {
      throw CommandFailed.like(Exit.USAGE, nearest + " is a file, not a directory");
    }
  }

  /// What runs in the directory; empty where nothing does, though something may have.
  public Optional<Instance> findInstance() {
    return findIn(path());
  }

  /// What runs in the directory.
  ///
  /// @throws CommandFailed where nothing does, naming those that run elsewhere
  public Instance instance() {
    return findInstance().orElseThrow(() -> CommandFailed.unavailable("nothing is running in " + path()
        + ": start it with 'groundswell up'" + elsewhere()));
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

  private static Optional<Instance> findIn(Path directory) {
    try {
      return Instance.read(directory).filter(Instance::isSupervised);
    } catch (UncheckedIOException unreadable) {
      throw CommandFailed.unavailable("cannot read the instance in " + directory + ": " + unreadable.getMessage());
    }
  }

  /// Ephemeral instances have no directory that one would remember.
  private String elsewhere() {
    var found = ephemeral();
    if (named != null || found.isEmpty()) {
      return ", or name another instance by --data-dir";
    }
    return "; there is one in " + found.stream().map(Path::toString).collect(Collectors.joining(", and one in "))
        + ": name it by --data-dir";
  }

  private static List<Path> ephemeral() {
    var temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (var directories = Files.newDirectoryStream(temporary, "groundswell-*")) {
      var running = new ArrayList<Path>();
      for (var directory : directories) {
        if (Files.isReadable(directory.resolve("instance.json")) && findIn(directory).isPresent()) {
          running.add(directory);
        }
      }
      return running;
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
