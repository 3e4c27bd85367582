package io.groundswell.sandbox.backend;

import io.groundswell.sandbox.child.Lifeline;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/// The life of a keeper's JVM: it hangs on the lifeline of its parent, says once that it is ready, and closes its
/// server when it ends.
final class KeptLife {

  /// Set where the directory is to vanish with the server.
  static final String EPHEMERAL = "groundswell.ephemeral";

  private final PrintStream parent;

  private KeptLife(PrintStream parent) {
    this.parent = parent;
  }

  static KeptLife begin() {
    var parent = System.out;
    // The parent reads our standard output for one line only; libraries that print must not disturb it.
    System.setOut(System.err);
    Lifeline.hold();
    return new KeptLife(parent);
  }

  /// Never returns: the life ends by [System#exit].
  void ready(AutoCloseable server, Path directory, String facts) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, directory), "end"));
    parent.println(Keeper.READY + facts);
    parent.flush();
    Thread.currentThread().join();
  }

  private static void end(AutoCloseable server, Path directory) {
    try {
      server.close();
    } catch (Exception e) {
      e.printStackTrace(System.err);
    }
    // Not after a mere SIGTERM: whoever sent that wants to see us come back with everything.
    if (Boolean.getBoolean(EPHEMERAL) && Lifeline.isCut()) {
      try {
        DatabaseDirectory.delete(directory);
      } catch (IOException e) {
        e.printStackTrace(System.err);
      }
    }
  }
}
