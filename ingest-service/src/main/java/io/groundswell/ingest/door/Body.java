package io.groundswell.ingest.door;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Collects one request's body under a hard cap, and under a cap on what all bodies hold together. Ends exactly once:
/// complete, or with the problem that ended it.
final class Body {

  /// A length that was promised is only reserved up to here; the rest grows with what really comes.
  private static final int FIRST_RESERVE = 64 << 10;
  private static final byte[] EMPTY = {};

  private final HttpServerRequest request;
  private final long largest;
  private final long mostHeld;
  private final AtomicLong heldByAll;
  private final Consumer<byte[]> onComplete;
  private final Consumer<EdgeProblem> onProblem;
  private final long begun = System.nanoTime();
  private Buffer collected = Buffer.buffer();
  private byte[] whole = EMPTY;
  private long held;
  private boolean ended;

  Body(HttpServerRequest request, long largest, long mostHeld, AtomicLong heldByAll, Consumer<byte[]> onComplete,
      Consumer<EdgeProblem> onProblem) {
    this.request = request;
    this.largest = largest;
    this.mostHeld = mostHeld;
    this.heldByAll = heldByAll;
    this.onComplete = onComplete;
    this.onProblem = onProblem;
  }

  /// @param promised the content length, or a negative number where the sender gave none
  void collect(long promised) {
    request.handler(chunk -> add(chunk, promised));
    request.endHandler(end -> end());
    request.exceptionHandler(gone -> release());
  }

  boolean isOlderThan(long nanos) {
    return System.nanoTime() - begun > nanos;
  }

  /// Ends the body early. On the request's own event loop.
  void abandon(EdgeProblem problem) {
    if (!ended) {
      release();
      onProblem.accept(problem);
    }
  }

  private void add(Buffer chunk, long promised) {
    if (ended) {
      return;
    }
    held += chunk.length();
    boolean tooMuch = heldByAll.addAndGet(chunk.length()) > mostHeld;
    if (held > largest) {
      abandon(EdgeProblem.TOO_LARGE);
    } else if (tooMuch) {
      abandon(EdgeProblem.OVERLOADED);
    } else if (chunk.length() == promised) {
      whole = chunk.getBytes();
    } else {
      if (collected.length() == 0) {
        collected = Buffer.buffer(Math.clamp(promised, chunk.length(), Math.max(FIRST_RESERVE, chunk.length())));
      }
      collected.appendBuffer(chunk);
    }
  }

  private void end() {
    if (!ended) {
      var body = whole.length > 0 ? whole : collected.getBytes();
      release();
      onComplete.accept(body);
    }
  }

  private void release() {
    if (!ended) {
      ended = true;
      heldByAll.addAndGet(-held);
      // We are remembered until the next sweep; what we held must not be.
      collected = Buffer.buffer();
      whole = EMPTY;
    }
  }
}
