package io.groundswell.sandbox.child;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One child that is started again whenever it ends by itself: after 1 s where it had been ready, after twice the last
/// pause where it never came that far.
public final class KeptAlive implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /// What happens to a child. Called by the thread that keeps it.
  public interface Watcher {

    void launched(Child child);

    /// @param took from its launch
    void ready(Child child, Duration took);

    /// It ended by itself, or could not be launched at all.
    ///
    /// @param pause until the next try
    void ended(String why, Duration pause);
  }

  private final Supplier<Child> launcher;
  private final Watcher watcher;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private @Nullable Child child;

  /// @param launcher starts the process without waiting for it
  public KeptAlive(String name, Supplier<Child> launcher, Watcher watcher) {
    this.launcher = launcher;
    this.watcher = watcher;
    this.thread = Thread.ofPlatform().daemon().name("keeping " + name).start(this::keep);
  }

  /// Completes when the child is ready for the first time; fails where the first child ends before that, and then
  /// there is no second.
  public CompletableFuture<Void> ready() {
    return ready;
  }

  /// Ends the child for good and returns when it is gone.
  @Override
  public void close() {
    var last = leave();
    if (last != null) {
      last.end();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep() {
    var pause = PAUSE;
    while (closing.getCount() > 0) {
      boolean served = false;
      String why;
      try {
        long launched = System.nanoTime();
        var next = launch();
        if (next == null) {
          return;
        }
        watcher.launched(next);
        next.awaitReady();
        served = true;
        watcher.ready(next, Duration.ofNanos(System.nanoTime() - launched));
        ready.complete(null);
        why = "exit code " + next.process().waitFor();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (!ready.isDone()) {
          ready.completeExceptionally(e);
          return;
        }
        why = String.valueOf(e.getMessage());
      }
      pause = served ? PAUSE : shorter(pause.multipliedBy(2), LONGEST_PAUSE);
      if (closing.getCount() > 0) {
        watcher.ended(why, pause);
        rest(pause);
      }
    }
  }

  private synchronized @Nullable Child launch() {
    child = closing.getCount() > 0 ? launcher.get() : null;
    return child;
  }

  private synchronized @Nullable Child leave() {
    closing.countDown();
    return child;
  }

  private void rest(Duration pause) {
    try {
      closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
