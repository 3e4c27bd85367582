package io.groundswell.groundwork.access;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Lets web pages use a key that lists their origin (CORS), and no other. A browser asks beforehand without showing the
/// key, so that answer depends on whether any key lists the origin; the answer that counts goes by the key itself.
@ApplicationScoped
class CrossOrigin {

  private static final int BEFORE_ALL_OTHERS = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 2_000;
  private static final String METHODS = "GET, POST, PUT, PATCH, DELETE";
  private static final String EXPOSED =
      "ETag, Location, Retry-After, RateLimit, RateLimit-Policy, Groundswell-Complete-Through, Groundswell-Next";
  private static final String REMEMBERED_SECONDS = "600";

  private final KeyRing keys;

  CrossOrigin(KeyRing keys) {
    this.keys = keys;
  }

  void routes(@Observes Router router) {
    router.route("/v1/*").order(BEFORE_ALL_OTHERS).handler(this::look);
  }

  private void look(RoutingContext routing) {
    var headers = routing.request().headers();
    var origin = headers.get(HttpHeaderNames.ORIGIN);
    if (origin == null) {
      routing.next();
    } else if (HttpMethod.OPTIONS.equals(routing.request().method())
        && headers.contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD)) {
      answerPreflight(routing, origin);
    } else {
      if (keys.allowsOrigin(headers.get(HttpHeaderNames.AUTHORIZATION), headers.get("X-API-Key"), origin)) {
        allow(routing, origin);
        routing.response().putHeader(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
      }
      routing.next();
    }
  }

  private void answerPreflight(RoutingContext routing, String origin) {
    if (keys.knowsOrigin(origin)) {
      allow(routing, origin);
      var asked = routing.request().getHeader(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
      routing.response().putHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
          .putHeader(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, REMEMBERED_SECONDS);
      if (asked != null) {
        routing.response().putHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, asked);
      }
    }
    routing.response().setStatusCode(204).end();
  }

  private static void allow(RoutingContext routing, String origin) {
    routing.response().putHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
        .putHeader(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
  }
}
