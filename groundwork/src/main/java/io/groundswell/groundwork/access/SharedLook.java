package io.groundswell.groundwork.access;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One look for all who ask meanwhile, and never more than one in a while: whoever asks waits for a look that begins
/// after the question, because an earlier one may have missed what it is about.
final class SharedLook {

  /// More would be held up, each with a connection, than honest newcomers ever are.
  private static final int MOST_WAITING = 1_000;

  private final Vertx vertx;
  private final long pauseMillis;
  private final Supplier<Future<Void>> look;
  private @Nullable Promise<Void> next;
  private int waiting;
  private boolean isLooking;
  private long begun;
  private boolean isFirst = true;

  /// @param pause from the beginning of a look to that of the following
  SharedLook(Vertx vertx, Duration pause, Supplier<Future<Void>> look) {
    this.vertx = vertx;
    this.pauseMillis = pause.toMillis();
    this.look = look;
  }

  /// Completes with the next look, or fails with it, or at once where too many wait already.
  synchronized Future<Void> take() {
    if (waiting >= MOST_WAITING) {
      return Future.failedFuture("too many wait");
    }
    waiting++;
    var promise = next;
    if (promise == null) {
      promise = Promise.promise();
      next = promise;
      if (!isLooking) {
        beginWhenDue();
      }
    }
    return promise.future();
  }

  private synchronized void beginWhenDue() {
    long left = isFirst ? 0 : pauseMillis - (System.nanoTime() - begun) / 1_000_000;
    if (left <= 0) {
      begin();
    } else {
      vertx.setTimer(left, tick -> begin());
    }
  }

  private void begin() {
    Promise<Void> promise;
    synchronized (this) {
      promise = next;
      if (promise == null || isLooking) {
        return;
      }
      next = null;
      waiting = 0;
      isLooking = true;
      isFirst = false;
      begun = System.nanoTime();
    }
    // A look that throws instead of failing fails too.
    Future.<Void>future(done -> look.get().onComplete(done)).onComplete(looked -> {
      goOn();
      if (looked.succeeded()) {
        promise.complete();
      } else {
        promise.fail(looked.cause());
      }
    });
  }

  private synchronized void goOn() {
    isLooking = false;
    if (next != null) {
      beginWhenDue();
    }
  }
}
