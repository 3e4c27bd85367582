package io.groundswell.trend.dashboard;

import io.groundswell.groundwork.access.Admission;
import io.groundswell.groundwork.access.KeyRing;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jboss.logging.Logger;

/// `GET /record/v1/…`: some questions to metrics-service, asked with the reader's own key, so that a page of this
/// origin gets the answers. metrics-service looks at the key as always; here it is looked at first, so that nobody
/// without one gets any further.
@ApplicationScoped
class RecordRoute {

  private static final Logger LOG = Logger.getLogger(RecordRoute.class);
  private static final String RECORD = "/record";
  private static final List<String> ASKED =
      List.of("Authorization", "X-API-Key", "Accept", "If-None-Match", "traceparent");
  private static final List<String> ANSWERED =
      List.of("Content-Type", "ETag", "Cache-Control", "Vary", "Retry-After");

  private final KeyRing keys;
  private final DashboardConfig config;
  private final HttpClient client;

  RecordRoute(KeyRing keys, DashboardConfig config, Vertx vertx) {
    this.keys = keys;
    this.config = config;
    this.client = vertx.createHttpClient(
        new HttpClientOptions().setConnectTimeout((int) config.patience().toMillis()),
        new PoolOptions().setHttp1MaxSize(config.connections()));
  }

  void routes(@Observes Router router) {
    router.get(RECORD + "/*").handler(this::take);
  }

  @PreDestroy
  void close() {
    client.close();
  }

  private void take(RoutingContext routing) {
    var asked = routing.request().path();
    var path = asked == null ? "" : asked.substring(RECORD.length());
    if (!Forwardable.is(path)) {
      routing.next();
      return;
    }
    var headers = routing.request().headers();
    // A look at the keys may take a moment, in which nothing of the request may get lost.
    routing.request().pause();
    keys.admission(headers.get(HttpHeaderNames.AUTHORIZATION), headers.get("X-API-Key"), Scope.READ)
        .onSuccess(admission -> {
          routing.request().resume();
          switch (admission) {
            case Admission.Granted granted -> forward(routing, path);
            case Admission.Refused(var problem) -> refuse(routing, problem);
          }
        });
  }

  private void forward(RoutingContext routing, String path) {
    var query = routing.request().query();
    var there = config.metrics().resolve(query == null ? path : path + "?" + query);
    var request = new RequestOptions().setMethod(HttpMethod.GET)
        .setAbsoluteURI(there.toString())
        .setTimeout(config.patience().toMillis());
    for (var name : ASKED) {
      var value = routing.request().getHeader(name);
      if (value != null) {
        request.putHeader(name, value);
      }
    }
    client.request(request)
        .compose(asked -> asked.send())
        .compose(answer -> pass(routing, answer))
        .onFailure(away -> {
          LOG.debugf("metrics-service does not answer: %s", away.getMessage());
          refuse(routing, Problem.of(503, "record_unavailable", "The record cannot be asked",
              "metrics-service does not answer; ask again"));
        });
  }

  /// As it comes: a series may be longer than what should lie in memory.
  private static Future<Void> pass(RoutingContext routing, HttpClientResponse answer) {
    var response = routing.response().setStatusCode(answer.statusCode());
    for (var name : ANSWERED) {
      var value = answer.getHeader(name);
      if (value != null) {
        response.putHeader(name, value);
      }
    }
    return answer.pipeTo(response.setChunked(true));
  }

  private static void refuse(RoutingContext routing, Problem problem) {
    var response = routing.response();
    if (response.headWritten() || response.closed()) {
      // In the midst of an answer nothing else can be said but that it is not whole.
      response.reset();
      return;
    }
    response.setStatusCode(problem.status())
        .putHeader(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .putHeader(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .end(Buffer.buffer(problem.toJson()));
  }
}
