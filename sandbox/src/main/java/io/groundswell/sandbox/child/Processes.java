package io.groundswell.sandbox.child;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Processes by id and time of start: an id alone is given to another program sooner or later.
public final class Processes {

  private static final long POLL_MILLIS = 10;

  private Processes() {
  }

  /// Milliseconds since 1970, 0 where the system does not tell.
  public static long startedAt(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /// The process, if it still runs.
  public static Optional<ProcessHandle> find(long pid, long startedAt) {
    return ProcessHandle.of(pid).filter(process -> isRunning(process) && startedAt(process) == startedAt);
  }

  /// Whether it runs. A process that has ended and whose parent never asks for its exit code stays in the system's list
  /// for ever, as in a container whose first process is no init; such a one has no program any more.
  public static boolean isRunning(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  /// Waits for its end.
  ///
  /// @return whether it came in time
  public static boolean awaitEnd(ProcessHandle process, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (isRunning(process)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }
}
