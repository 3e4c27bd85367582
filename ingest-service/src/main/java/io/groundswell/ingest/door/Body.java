package io.groundswell.ingest.door;

import io.groundswell.ingest.quota.Claim;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Collects one request's body under a hard cap, and as far as its claim on the edge's memory reaches. Ends exactly
/// once: complete, or with the problem that ended it.
final class Body {

  /// A length that was promised is only reserved up to here; the rest grows with what really comes.
  private static final int FIRST_RESERVE = 64 << 10;
  private static final byte[] EMPTY = {};
  private static final long UNKNOWN = -1;

  private final HttpServerRequest request;
  private final long largest;
  private final Claim claim;
  private final Consumer<byte[]> onComplete;
  private final Consumer<EdgeProblem> onProblem;
  private final long begun = System.nanoTime();
  private Buffer collected = Buffer.buffer();
  private byte[] whole = EMPTY;
  private long held;
  private boolean ended;

  /// @param claim stays open when the body is complete; the answer ends it
  Body(HttpServerRequest request, long largest, Claim claim, Consumer<byte[]> onComplete,
      Consumer<EdgeProblem> onProblem) {
    this.request = request;
    this.largest = largest;
    this.claim = claim;
    this.onComplete = onComplete;
    this.onProblem = onProblem;
  }

  /// The length that a sender promises, or a negative number where there is none.
  static long promised(@Nullable String contentLength) {
    try {
      return contentLength == null ? UNKNOWN : Long.parseLong(contentLength);
    } catch (NumberFormatException notANumber) {
      return UNKNOWN;
    }
  }

  /// @param promised the content length, or a negative number where the sender gave none
  void collect(long promised) {
    request.handler(chunk -> add(chunk, promised));
    request.endHandler(end -> end());
    request.exceptionHandler(gone -> {
      if (!ended) {
        release();
        claim.release();
      }
    });
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
    if (held > largest) {
      abandon(EdgeProblem.TOO_LARGE);
      return;
    }
    switch (claim.reach(held)) {
      case TAKEN -> keep(chunk, promised);
      case ALL_HOLD_TOO_MUCH -> abandon(EdgeProblem.OVERLOADED);
      case KEY_HOLDS_TOO_MUCH -> abandon(EdgeProblem.QUOTA_EXCEEDED);
    }
  }

  private void keep(Buffer chunk, long promised) {
    if (chunk.length() == promised) {
      whole = chunk.getBytes();
      return;
    }
    if (collected.length() == 0) {
      collected = Buffer.buffer(Math.clamp(promised, chunk.length(), Math.max(FIRST_RESERVE, chunk.length())));
    }
    collected.appendBuffer(chunk);
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
      // We are remembered until the next sweep; what we held must not be.
      collected = Buffer.buffer();
      whole = EMPTY;
    }
  }
}
