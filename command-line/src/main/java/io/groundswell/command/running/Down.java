package io.groundswell.command.running;

import io.groundswell.command.manners.CommandFailed;
import io.groundswell.command.manners.Exit;
import io.groundswell.command.reach.DataDirectory;
import io.groundswell.sandbox.Instance;
import io.groundswell.sandbox.child.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `groundswell down`.
@Command(name = "down", description = "End an instance in order, and return when everything of it is gone.",
    footer = {"", Exit.EXPLAINED})
public final class Down implements Callable<Integer> {

  /// Services drain, the broker hands over, the database writes its last checkpoint: seconds, a minute at the worst.
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @Spec
  private @Nullable CommandSpec spec;

  @Mixin
  private final DataDirectory dataDirectory = new DataDirectory();

  @Override
  public Integer call() throws InterruptedException {
    var instance = dataDirectory.instance();
    var supervisor = instance.findSupervisor()
        .orElseThrow(() -> CommandFailed.unavailable("it has just ended by itself"));
    // Noted before the end: afterwards nobody knows them.
    var processes = processes(instance, supervisor);
    var err = Objects.requireNonNull(spec).commandLine().getErr();
    err.println("Stopping …");
    if (!supervisor.destroy()) {
      throw new CommandFailed("process " + supervisor.pid() + " does not take orders from this user");
    }
    await(processes);
    forget(instance.dataDir());
    err.println("Groundswell is down.");
    return Exit.OK;
  }

  /// An instance that keeps nothing has taken its directory away; what is left is the log of its supervisor, which now
  /// has nothing to tell any more.
  private static void forget(Path directory) {
    if (Files.notExists(directory)) {
      try {
        Files.deleteIfExists(Detached.logBeside(directory));
      } catch (IOException stays) {
        throw new CommandFailed("it is down, but its log stays: " + stays.getMessage());
      }
    }
  }

  private static List<ProcessHandle> processes(Instance instance, ProcessHandle supervisor) {
    var processes = new ArrayList<ProcessHandle>();
    processes.add(supervisor);
    instance.services().values().forEach(state -> ProcessHandle.of(state.pid()).ifPresent(processes::add));
    instance.processes().values().forEach(state -> ProcessHandle.of(state.pid()).ifPresent(processes::add));
    return processes;
  }

  private static void await(List<ProcessHandle> processes) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (var process : processes) {
      Processes.awaitEnd(process, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
    var stuck = processes.stream().filter(Processes::isRunning).map(process -> "process " + process.pid())
        .collect(Collectors.joining(", "));
    if (!stuck.isEmpty()) {
      throw new CommandFailed("still running after " + PATIENCE.toSeconds() + " s: " + stuck);
    }
  }
}
