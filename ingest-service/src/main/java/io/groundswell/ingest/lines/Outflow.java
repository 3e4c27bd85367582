package io.groundswell.ingest.lines;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.groundswell.ingest.door.Visit;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The answers to a stream's lines, for a thread that may wait: it goes on when the connection has room for more.
final class Outflow {

  static final String MEDIA_TYPE = "application/x-ndjson";

  private static final JsonFactory JSON = new JsonFactoryBuilder().rootValueSeparator("\n").build();

  private final Visit visit;
  private final HttpServerResponse response;
  private final Context context;
  private final Duration patience;
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private boolean begun;

  Outflow(Visit visit, Context context, Duration patience) {
    this.visit = visit;
    this.response = visit.request().response();
    this.context = context;
    this.patience = patience;
  }

  /// On the response's event loop.
  void open() {
    response.exceptionHandler(broken -> gone.completeExceptionally(broken));
    response.closeHandler(closed -> gone.completeExceptionally(new Gone("the connection was closed")));
  }

  interface Lines {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /// Writes lines of JSON, and waits until the next may be written.
  ///
  /// @throws Gone where nobody reads them
  void write(Lines lines) throws IOException {
    var text = text(lines);
    if (text.length == 0) {
      return;
    }
    boolean first = !begun;
    begun = true;
    var room = new CompletableFuture<Void>();
    context.runOnContext(here -> {
      if (response.closed()) {
        room.completeExceptionally(new Gone("the connection was closed"));
        return;
      }
      if (first) {
        // Whether the body will be read to its end is not known yet, and nothing may follow one that was not.
        visit.announceEnd();
        response.setChunked(true).putHeader(HttpHeaderNames.CONTENT_TYPE, MEDIA_TYPE);
      }
      response.write(Buffer.buffer(text));
      if (response.writeQueueFull()) {
        response.drainHandler(drained -> room.complete(null));
      } else {
        room.complete(null);
      }
    });
    await(room);
  }

  private void await(CompletableFuture<Void> room) throws IOException {
    try {
      CompletableFuture.anyOf(room, gone).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException nobodyReads) {
      throw new Gone("nobody reads the answers");
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  private static byte[] text(Lines lines) throws IOException {
    try (var bytes = new ByteArrayBuilder(); var json = JSON.createGenerator(bytes)) {
      lines.writeTo(json);
      json.flush();
      if (bytes.size() > 0) {
        json.writeRaw('\n');
        json.flush();
      }
      return bytes.toByteArray();
    }
  }
}
