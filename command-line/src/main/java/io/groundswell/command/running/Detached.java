package io.groundswell.command.running;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.sandbox.Instance;
import io.groundswell.sandbox.Instance.ServiceState;
import io.groundswell.sandbox.SandboxOptions.Keeping;
import io.groundswell.sandbox.Service;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The same `groundswell up` again, in the background: in a session of its own, so that neither Ctrl-C nor the end of
/// the terminal reaches it, with its output in a log.
final class Detached {

  /// Hands the address of a database on, where a command line would show its password to everybody.
  static final String POSTGRES = "GROUNDSWELL_POSTGRES";

  /// Tells the command in the background where it is.
  private static final String HERE = "groundswell.detached";

  /// What the command in the background says when everything is ready.
  static final String UP = "Groundswell is up.";

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final Path directory;
  private final Path log;
  private final @Nullable String postgres;
  private final PrintWriter narration;

  /// @param wanted where the instance is to live; null for a new temporary directory
  /// @param narration is told what the log says until the instance is ready
  Detached(@Nullable Path wanted, Keeping keeping, @Nullable String postgres, PrintWriter narration) {
    this.postgres = postgres;
    this.narration = narration;
    try {
      directory = wanted != null ? wanted : Files.createTempDirectory("groundswell-");
      // An ephemeral instance wants its directory empty, and takes it away in the end.
      log = switch (keeping) {
        case DATA -> Files.createDirectories(Files.createDirectories(directory, only("rwx------")).resolve("logs"))
            .resolve("supervisor.log");
        case NOTHING -> logBeside(directory);
      };
      if (Files.notExists(log)) {
        // What went wrong may name what is nobody else's business.
        Files.createFile(log, only("rw-------"));
      }
    } catch (IOException unusable) {
      throw new CommandFailed("cannot use the data directory: " + unusable);
    }
  }

  /// Whether this is the command in the background: whoever started it greets, so that no log holds the API key.
  static boolean isHere() {
    return Boolean.getBoolean(HERE);
  }

  /// The supervisor's log of an instance that keeps nothing.
  static Path logBeside(Path directory) {
    return directory.resolveSibling(directory.getFileName() + ".log");
  }

  /// Starts it and returns when it is ready.
  ///
  /// @param arguments of `groundswell up`, but the directory
  /// @throws CommandFailed where it ends instead
  Instance start(List<String> arguments) throws InterruptedException {
    try (var relay = new Tail(log, Tail.From.END)) {
      var process = launch(arguments);
      var onExit = new Thread(process::destroy, "interrupted-start");
      Runtime.getRuntime().addShutdownHook(onExit);
      var instance = Optional.<Instance>empty();
      boolean isUp = false;
      while (instance.isEmpty()) {
        boolean hasEnded = process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        isUp |= tell(relay.lines());
        if (hasEnded) {
          throw CommandFailed.like(process.exitValue(), "it did not start; its log is " + log);
        }
        // That line is its last: before it, the file may say that all is ready while what it told is still to come.
        instance = isUp ? findReady(process) : Optional.empty();
      }
      Runtime.getRuntime().removeShutdownHook(onExit);
      return instance.orElseThrow();
    } catch (IOException failed) {
      throw new CommandFailed("cannot start it in the background: " + failed.getMessage());
    }
  }

  /// Tells what the command in the background said, but for its last line, which whoever started it says at greater
  /// length.
  ///
  /// @return whether that line has come
  private boolean tell(List<String> lines) {
    lines.stream().filter(line -> !line.equals(UP)).forEach(narration::println);
    narration.flush();
    return lines.contains(UP);
  }

  private static FileAttribute<?> only(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  private Process launch(List<String> arguments) throws IOException {
    var command = new ArrayList<>(inOwnSession());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx128m", "-XX:TieredStopAtLevel=1"));
    command.add("-D" + HERE + "=true");
    for (var name : List.of("groundswell.home", "groundswell.root")) {
      var value = System.getProperty(name);
      if (value != null) {
        command.add("-D" + name + "=" + value);
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.groundswell.command.Groundswell", "up",
        "--data-dir", directory.toString()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command)
        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(Redirect.appendTo(log.toFile()))
        .redirectErrorStream(true);
    if (postgres != null) {
      builder.environment().put(POSTGRES, postgres);
    }
    return builder.start();
  }

  /// What to put before a command so that it leads a session of its own. macOS has no `setsid`, but Perl.
  private static List<String> inOwnSession() {
    if (isOnPath("setsid")) {
      return List.of("setsid");
    }
    return isOnPath("perl") ? List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV") : List.of("nohup");
  }

  private static boolean isOnPath(String program) {
    var path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    for (var place : path.split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(place, program))) {
        return true;
      }
    }
    return false;
  }

  private Optional<Instance> findReady(Process process) {
    return Instance.read(directory)
        .filter(instance -> instance.findSupervisor().filter(found -> found.pid() == process.pid()).isPresent())
        .filter(instance -> instance.services().size() == Service.values().length)
        .filter(instance -> instance.services().values().stream().allMatch(ServiceState::ready));
  }
}
