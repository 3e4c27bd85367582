package io.groundswell.sandbox;

import io.groundswell.sandbox.child.Processes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a sandbox that was killed has left behind in a directory: processes that have noticed it and are ending, with
/// our ports and our files still in their hands.
final class Predecessor {

  /// As long as an orderly end may take, and some more.
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  private Predecessor() {
  }

  static void awaitEnd(Path dataDirectory) {
    var left = new ArrayList<ProcessHandle>();
    Instance.read(dataDirectory).ifPresent(instance -> {
      instance.services().values()
          .forEach(service -> Processes.find(service.pid(), service.startedAt()).ifPresent(left::add));
      for (var name : List.of(Roster.BROKER, Roster.DATABASE)) {
        var state = instance.processes().get(name);
        if (state != null) {
          Processes.find(state.pid(), state.startedAt()).ifPresent(left::add);
        }
      }
    });
    try {
      for (var process : left) {
        if (!Processes.awaitEnd(process, PATIENCE)) {
          process.destroyForcibly();
          Processes.awaitEnd(process, PATIENCE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
