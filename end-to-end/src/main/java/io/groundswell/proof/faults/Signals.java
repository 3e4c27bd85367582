package io.groundswell.proof.faults;

import java.io.IOException;
import java.io.UncheckedIOException;

/// Signals other than the two that Java knows.
public final class Signals {

  private Signals() {
  }

  /// @param name without `SIG`: `STOP`, `CONT`, `QUIT` …
  /// @throws IllegalStateException where there is no such process
  public static void send(String name, long pid) throws InterruptedException {
    try {
      if (new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start().waitFor() != 0) {
        throw new IllegalStateException("cannot send SIG" + name + " to process " + pid);
      }
    } catch (IOException noShell) {
      throw new UncheckedIOException(noShell);
    }
  }
}
