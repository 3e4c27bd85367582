package io.groundswell.groundwork.connection;

import io.groundswell.groundwork.problem.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads the requests of one connection more strictly than its parent, and not for ever.
///
/// The parent takes a request whose length is told in two ways, and passes over a `Transfer-Encoding` that it does not
/// know. A proxy in front may read the same bytes otherwise, and what it takes for a body would be a request to us
/// (request smuggling). RFC 9112 (3.2, 6.1, 6.3) leaves no doubt about any of these; such a request is answered 400 and
/// its connection closed.
///
/// And headers have to be there within a time, counted from their first byte: the time-out for silence alone would wait
/// for one byte in half a minute, sixteen thousand times. Between two requests no time is counted.
final class StrictDecoder extends VertxHttpRequestDecoder {

  private final Deadline deadline;
  private boolean betweenRequests = true;
  private boolean isFirst = true;
  private @Nullable Future<?> clock;

  StrictDecoder(HttpServerOptions options, Deadline deadline) {
    super(options);
    this.deadline = deadline;
  }

  /// For headers.
  ///
  /// @param after from the first byte of a request to the end of its headers
  /// @param answer to whoever misses it
  /// @param missed counts them
  record Deadline(Duration after, byte[] answer, Runnable missed) {

    Deadline(Duration after, Runnable missed) {
      this(after, answer(after), missed);
    }

    private static byte[] answer(Duration after) {
      var problem = LateHeaders.problem(after).toJson();
      return ("HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-type: " + Problem.MEDIA_TYPE
          + "\r\ncontent-length: " + problem.length + "\r\n\r\n" + new String(problem, StandardCharsets.UTF_8))
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf come, List<Object> read) throws Exception {
    int before = read.size();
    super.decode(context, come, read);
    for (int i = before; i < read.size(); i++) {
      note(read.get(i));
    }
    if (betweenRequests && read.size() == before && clock == null) {
      clock = context.executor().schedule(() -> giveUp(context), deadline.after.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void note(Object read) {
    if (read instanceof HttpRequest) {
      betweenRequests = false;
      isFirst = false;
      stopClock();
    }
    if (read instanceof LastHttpContent) {
      betweenRequests = true;
    }
  }

  /// Only who has asked nothing before can be answered: behind another request an answer might still be on its way.
  private void giveUp(ChannelHandlerContext context) {
    if (!context.channel().isActive()) {
      return;
    }
    deadline.missed.run();
    if (isFirst) {
      context.writeAndFlush(Unpooled.wrappedBuffer(deadline.answer)).addListener(ChannelFutureListener.CLOSE);
    } else {
      context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    stopClock();
    super.channelInactive(context);
  }

  private void stopClock() {
    if (clock != null) {
      clock.cancel(false);
      clock = null;
    }
  }

  /// Asked when the headers are complete, before anything is made of what they say of the body.
  ///
  /// @throws IllegalArgumentException where they can be read in more than one way
  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage head) {
    var headers = head.headers();
    var version = head.protocolVersion();
    require(version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0), "another version");
    int hosts = headers.getAll(HttpHeaderNames.HOST).size();
    require(hosts == 1 || hosts == 0 && version.equals(HttpVersion.HTTP_1_0), "one Host is named");
    require(!headers.contains(HttpHeaderNames.TRANSFER_ENCODING) || isChunked(version, headers),
        "Transfer-Encoding is chunked, and nothing else tells the length");
    return super.isContentAlwaysEmpty(head);
  }

  private static boolean isChunked(HttpVersion version, HttpHeaders headers) {
    var codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    return version.equals(HttpVersion.HTTP_1_1) && codings.size() == 1
        && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst().strip())
        && !headers.contains(HttpHeaderNames.CONTENT_LENGTH);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }
}
