package io.groundswell.sandbox.backend;

import io.groundswell.sandbox.child.Lifeline;
import java.nio.file.Path;

/// Main class of the child JVM that starts an [EmbeddedDatabase] and stops it in the end.
final class DatabaseKeeper {

  private DatabaseKeeper() {
  }

  /// @param arguments directory and port
  public static void main(String[] arguments) throws InterruptedException {
    var life = KeptLife.begin();
    var directory = Path.of(arguments[0]);
    var database = EmbeddedDatabase.start(directory, Integer.parseInt(arguments[1]));
    var postmaster = ProcessHandle.of(database.postmasterPid()).orElseThrow();
    // Without its server a keeper is of no use; whoever watches over it starts both again. There is nothing to close.
    postmaster.onExit().thenRun(() -> {
      if (!Lifeline.isCut()) {
        Runtime.getRuntime().halt(1);
      }
    });
    life.ready(database, directory, database.port() + " " + database.password() + " " + postmaster.pid());
  }
}
