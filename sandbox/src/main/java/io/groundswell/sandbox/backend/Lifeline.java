package io.groundswell.sandbox.backend;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;

/// Ends this JVM when its parent is gone, however the parent ended: the parent holds the other end of our standard input,
/// and the kernel closes that for a process that was killed with -9, too. Serves as a Java agent for programs that know
/// nothing of it, which is why it needs no other class but those of the JDK.
public final class Lifeline {

  /// How long an orderly end may take before it is cut short, in milliseconds.
  private static final long PATIENCE = 20_000;

  private Lifeline() {
  }

  /// Entered by `-javaagent`.
  public static void premain(String arguments) {
    hold();
  }

  /// From now on this JVM exits, shutdown hooks and all, when its standard input ends.
  public static void hold() {
    Thread.ofPlatform().daemon().name("lifeline").start(Lifeline::untilTheEnd);
  }

  private static void untilTheEnd() {
    try (var in = new FileInputStream(FileDescriptor.in)) {
      while (in.read() >= 0) {
        // Nothing is ever said; only the end counts.
      }
    } catch (IOException broken) {
      // As good as the end.
    }
    Thread.ofPlatform().daemon().name("lifeline-halt").start(Lifeline::haltLater);
    System.exit(0);
  }

  private static void haltLater() {
    try {
      Thread.sleep(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }
}
