package io.groundswell.ingest.lines;

import io.groundswell.groundwork.problem.Problem;
import io.groundswell.ingest.door.EdgeProblem;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A request's body as a stream for a thread that may wait. Only so many chunks are asked of the connection as there is
/// room for, so a sender that is faster than its reader is held back by TCP.
final class Inflow extends InputStream {

  /// Chunks have up to 8 KiB.
  private static final int ROOM = 16;
  private static final int ASK_FOR = ROOM / 2;

  private final HttpServerRequest request;
  private final Context context;
  private final Duration patience;
  private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private byte[] chunk = {};
  private int at;
  private int taken;
  private boolean ended;
  private final CountDownLatch cutting = new CountDownLatch(1);
  private volatile @Nullable Problem cut;

  Inflow(HttpServerRequest request, Context context, Duration patience) {
    this.request = request;
    this.context = context;
    this.patience = patience;
  }

  private sealed interface Signal {

    record Chunk(byte[] bytes) implements Signal {
    }

    record End() implements Signal {
    }

    record Broken(String why) implements Signal {
    }
  }

  /// On the request's event loop, before anything has come.
  void open() {
    request.pause();
    request.handler(come -> signals.add(new Signal.Chunk(come.getBytes())));
    request.endHandler(end -> signals.add(new Signal.End()));
    request.exceptionHandler(broken -> signals.add(new Signal.Broken(broken.toString())));
    request.fetch(ROOM);
  }

  /// Ends the stream for its reader, whatever still comes.
  void cut(Problem why) {
    cut = why;
    cutting.countDown();
    signals.add(new Signal.End());
  }

  /// Waits, while nothing is read.
  ///
  /// @throws Ending where the stream is cut meanwhile
  void pause(long seconds) throws IOException {
    try {
      boolean isCut = cutting.await(seconds, TimeUnit.SECONDS);
      var why = cut;
      if (isCut && why != null) {
        throw new Ending(why);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /// Lets pass what still comes, so that the sender gets to read its answers.
  void passOver() {
    if (!request.isEnded()) {
      request.handler(Inflow::forget);
      request.resume();
    }
  }

  private static void forget(Buffer chunk) {
    // Nobody reads it any more.
  }

  @Override
  public int read() throws IOException {
    return await() ? chunk[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!await()) {
      return -1;
    }
    int come = Math.min(length, chunk.length - at);
    System.arraycopy(chunk, at, into, offset, come);
    at += come;
    return come;
  }

  @Override
  public int available() {
    return chunk.length - at > 0 ? chunk.length - at
        : signals.peek() instanceof Signal.Chunk(var bytes) ? bytes.length : 0;
  }

  /// Waits until there is something to read; false at the end.
  private boolean await() throws IOException {
    while (at == chunk.length && !ended) {
      var signal = next();
      var why = cut;
      if (why != null) {
        throw new Ending(why);
      }
      switch (signal) {
        case Signal.Chunk(var bytes) -> {
          chunk = bytes;
          at = 0;
          askForMore();
        }
        case Signal.End() -> ended = true;
        case Signal.Broken(var broken) -> throw new Gone(broken);
      }
    }
    return !ended;
  }

  private Signal next() throws IOException {
    try {
      var signal = signals.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (signal == null) {
        throw new Ending(EdgeProblem.REQUEST_TIMEOUT.because("nothing came for " + patience.toSeconds() + " s"));
      }
      return signal;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  private void askForMore() {
    if (++taken == ASK_FOR) {
      taken = 0;
      context.runOnContext(here -> request.fetch(ASK_FOR));
    }
  }
}
