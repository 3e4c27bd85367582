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
    Thread.ofPlatform().daemon().name("watching the server").start(() -> watch(database.postmasterPid()));
    life.ready(database, directory, database.port() + " " + database.password() + " " + database.postmasterPid());
  }

  /// Without its server a keeper is of no use; whoever watches over it starts both again. There is nothing to close.
  private static void watch(long postmaster) {
    ProcessHandle.of(postmaster).ifPresent(server -> server.onExit().join());
    if (!Lifeline.isCut()) {
      Runtime.getRuntime().halt(1);
    }
  }
}
