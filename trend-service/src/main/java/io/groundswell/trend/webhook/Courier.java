package io.groundswell.trend.webhook;

import io.groundswell.contract.Pepper;
import io.groundswell.trend.webhook.Delivery.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;

/// Makes one attempt.
///
/// The name is resolved for each attempt, every address of it is looked at, and the connection goes to one of just
/// these addresses: whoever changes the name's addresses in between changes nothing. Redirects are not followed,
/// answers are not read. By https the receiver's certificate must be for the name, and of an authority that is trusted;
/// else nothing is sent, and the attempt has failed like any other.
@Singleton
class Courier {

  private static final int GONE = 410;
  private static final long MOST_OF_AN_ANSWER = 64 * 1024;
  private static final int LONGEST_REASON = 300;

  private final Pepper pepper;
  private final WebhookConfig config;
  private final InstantSource clock;
  private final Names names;
  private final HttpClient client;

  /// Says which addresses a name has.
  @FunctionalInterface
  interface Names {
    InetAddress[] addresses(String name) throws UnknownHostException;
  }

  @Inject
  Courier(Vertx vertx, Pepper pepper, WebhookConfig config, InstantSource clock) {
    this(vertx, pepper, config, clock, InetAddress::getAllByName);
  }

  Courier(Vertx vertx, Pepper pepper, WebhookConfig config, InstantSource clock, Names names) {
    this.pepper = pepper;
    this.config = config;
    this.clock = clock;
    this.names = names;
    var options = new HttpClientOptions()
        .setKeepAlive(false)
        .setMaxPoolSize(config.atOnce())
        .setConnectTimeout((int) config.patience().toMillis())
        .setVerifyHost(true);
    config.authorities().map(Authorities::trusted).ifPresent(options::setTrustOptions);
    this.client = vertx.createHttpClient(options);
  }

  @PreDestroy
  void close() {
    client.close();
  }

  /// Blocks: call it on a virtual thread.
  Outcome deliver(Delivery delivery) throws InterruptedException {
    InetAddress address;
    try {
      address = address(delivery.url());
    } catch (UnknownHostException | ForbiddenException nowhere) {
      return new Outcome.Failed(0, reason(nowhere));
    }
    var status = send(delivery, address);
    try {
      int code = status.toCompletionStage().toCompletableFuture()
          .get(2 * config.patience().toMillis(), TimeUnit.MILLISECONDS);
      if (code == GONE) {
        return new Outcome.Unwanted();
      }
      return code / 100 == 2 ? new Outcome.Arrived(code)
          : new Outcome.Failed(code, code / 100 == 3 ? "a redirect, which is not followed" : "answered " + code);
    } catch (ExecutionException failed) {
      return new Outcome.Failed(0, reason(failed.getCause() == null ? failed : failed.getCause()));
    } catch (TimeoutException silent) {
      return new Outcome.Failed(0, "no answer within " + config.patience().toSeconds() + " s");
    }
  }

  private InetAddress address(URI url) throws UnknownHostException {
    var host = url.getHost();
    var all = names.addresses(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    for (var address : all) {
      if (!Addresses.mayBeReached(address, config.allowLoopback())) {
        throw new ForbiddenException();
      }
    }
    return all[0];
  }

  private Future<Integer> send(Delivery delivery, InetAddress address) {
    var url = delivery.url();
    boolean secure = "https".equals(url.getScheme());
    int port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
    long seconds = clock.instant().getEpochSecond();
    var id = delivery.event().toString();
    var options = new RequestOptions()
        .setMethod(HttpMethod.POST)
        // As digits, so that nobody looks the name up again.
        .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
        .setHost(url.getHost())
        .setPort(port)
        .setSsl(secure)
        .setURI((url.getRawPath().isEmpty() ? "/" : url.getRawPath())
            + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()))
        .setFollowRedirects(false)
        .setTimeout(config.patience().toMillis())
        .putHeader("Content-Type", "application/cloudevents+json")
        .putHeader("User-Agent", "groundswell-webhooks")
        .putHeader("webhook-id", id)
        .putHeader("webhook-timestamp", Long.toString(seconds))
        .putHeader("webhook-signature",
            Secret.of(pepper, delivery.webhook()).signature(id, seconds, delivery.body()));
    return client.request(options)
        .compose(request -> request.send(Buffer.buffer(delivery.body())))
        .map(Courier::status);
  }

  /// The status is all that matters; a receiver that goes on talking is cut off.
  private static int status(HttpClientResponse response) {
    var read = new AtomicLong();
    response.handler(piece -> {
      if (read.addAndGet(piece.length()) > MOST_OF_AN_ANSWER) {
        response.request().connection().close();
      }
    });
    return response.statusCode();
  }

  private static String reason(Throwable failure) {
    var text = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    if (failure instanceof SSLException) {
      var root = failure;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      text = "no TLS with a certificate that is trusted: " + root.getMessage();
    }
    return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) : text;
  }

  /// Says nothing of the address, which is nobody's business.
  private static final class ForbiddenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ForbiddenException() {
      super("the name leads to an address that is not public");
    }
  }
}
