package io.groundswell.sandbox.child;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.Arrays;

/// Ends this JVM when its parent is gone, however the parent ended: the parent holds the other end of our standard
/// input, and the kernel closes that for a process that was killed with -9, too. Wraps the main class of programs that
/// know nothing of it, from a jar of its own, which is why it needs no other class but those of the JDK.
public final class Lifeline {

  /// How long an orderly end may take before it is cut short, in milliseconds.
  private static final long PATIENCE = 20_000;

  private static volatile boolean cut;

  private Lifeline() {
  }

  /// Runs a packaged program on the lifeline.
  ///
  /// @param arguments the program's main class, then its own arguments
  public static void main(String[] arguments) throws Exception {
    hold();
    var rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
  }

  /// From now on this JVM exits, shutdown hooks and all, when its standard input ends.
  public static void hold() {
    start("lifeline", Lifeline::untilTheEnd);
  }

  /// Whether the parent has gone, or let go of us: the one good reason to end.
  public static boolean isCut() {
    return cut;
  }

  private static void untilTheEnd() {
    try (var in = new FileInputStream(FileDescriptor.in)) {
      while (in.read() >= 0) {
        // Nothing is ever said; only the end counts.
      }
    } catch (IOException broken) {
      // As good as the end.
    }
    cut = true;
    start("lifeline-halt", Lifeline::haltLater);
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

  private static void start(String name, Runnable task) {
    Thread.ofPlatform().daemon().name(name).start(task);
  }
}
