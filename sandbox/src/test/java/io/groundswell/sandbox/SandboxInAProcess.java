package io.groundswell.sandbox;

import io.groundswell.sandbox.SandboxOptions.PortChoice;
import java.nio.file.Path;

/// A sandbox in a JVM of its own, which can be killed.
final class SandboxInAProcess {

  private SandboxInAProcess() {
  }

  /// @param arguments home and data directory
  public static void main(String[] arguments) throws InterruptedException {
    var options = SandboxOptions.in(Path.of(arguments[1]), PortChoice.AUTO).withHome(Path.of(arguments[0]));
    try (var sandbox = Sandbox.start(options, Progress.SILENT)) {
      System.out.println("started " + sandbox.instance());
      Thread.currentThread().join();
    }
  }
}
