package io.groundswell.groundwork.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.ObservesAsync;
import org.jboss.logging.Logger;

/// Gives every connection a [StrictDecoder] before it reads anything. Neither Quarkus nor Vert.x lets anybody choose
/// the decoder, so it is put in the place of theirs: the listening socket tells of each connection, and at its first
/// bytes, or behind its TLS handshake, Vert.x has everything in place. HTTP/2 has no decoder of this kind and stays as
/// it is.
@ApplicationScoped
class Decoders {

  private static final Logger LOG = Logger.getLogger(Decoders.class);
  private static final String OURS = "groundswell-decoders";
  /// As Vert.x calls them.
  private static final String TLS = "ssl";
  private static final String DECODER = "httpDecoder";

  private final VertxInternal vertx;
  private final StrictDecoder.Deadline deadline;

  Decoders(Vertx vertx, ConnectionConfig config, Event<LateHeaders> late, MeterRegistry meters) {
    this.vertx = (VertxInternal) vertx;
    var counter = Counter.builder("groundswell.connection.late.headers")
        .description("Connections that were ended because the headers of a request did not come in time")
        .register(meters);
    this.deadline = new StrictDecoder.Deadline(config.headerDeadline(), () -> {
      counter.increment();
      late.fire(new LateHeaders());
    });
  }

  void start(@ObservesAsync HttpServerStart server) {
    watch(server.options());
  }

  void start(@ObservesAsync HttpsServerStart server) {
    watch(server.options());
  }

  private void watch(HttpServerOptions options) {
    for (var loop : vertx.getAcceptorEventLoopGroup()) {
      loop.execute(() -> watch((SingleThreadEventLoop) loop, options));
    }
  }

  private void watch(SingleThreadEventLoop loop, HttpServerOptions options) {
    int listening = 0;
    for (var channels = loop.registeredChannelsIterator(); channels.hasNext();) {
      if (channels.next() instanceof ServerChannel server) {
        listening++;
        if (server.pipeline().get(OURS) == null) {
          server.pipeline().addFirst(OURS, new Listening(options));
        }
      }
    }
    if (listening == 0) {
      LOG.warn("no listening socket found: requests are read without a deadline for their headers");
    }
  }

  private void replaceDecoder(ChannelPipeline pipeline, HttpServerOptions options) {
    if (pipeline.get(DECODER) instanceof VertxHttpRequestDecoder) {
      pipeline.replace(DECODER, DECODER, new StrictDecoder(options, deadline));
    }
  }

  /// Hears of each connection.
  private final class Listening extends ChannelInboundHandlerAdapter {

    private final HttpServerOptions options;

    Listening(HttpServerOptions options) {
      this.options = options;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      if (accepted instanceof Channel connection) {
        connection.pipeline().addFirst(new FirstBytes(options));
      }
      context.fireChannelRead(accepted);
    }
  }

  /// Hears of a connection's first bytes before everybody else.
  private final class FirstBytes extends ChannelInboundHandlerAdapter {

    private final HttpServerOptions options;

    FirstBytes(HttpServerOptions options) {
      this.options = options;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      var pipeline = context.pipeline();
      if (pipeline.get(TLS) == null) {
        replaceDecoder(pipeline, options);
      } else {
        pipeline.addAfter(TLS, OURS, new Handshake(options));
      }
      pipeline.remove(this);
      context.fireChannelRead(bytes);
    }
  }

  /// Hears of the end of a handshake, lets Vert.x do what follows from it, and is there before anything is decrypted.
  private final class Handshake extends ChannelInboundHandlerAdapter {

    private final HttpServerOptions options;

    Handshake(HttpServerOptions options) {
      this.options = options;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      context.fireUserEventTriggered(event);
      if (event instanceof SslHandshakeCompletionEvent) {
        replaceDecoder(context.pipeline(), options);
        context.pipeline().remove(this);
      }
    }
  }
}
