package io.groundswell.groundwork.problem;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.net.URISyntaxException;

/// Answers a URL that is none, such as one with `%zz` in it, before anything tries to decode it.
@ApplicationScoped
class UnreadableUrls {

  private static final int FIRST = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 10_000;

  void routes(@Observes Router router) {
    router.route().order(FIRST).handler(UnreadableUrls::look);
  }

  private static void look(RoutingContext routing) {
    if (isReadable(routing.request().uri())) {
      routing.next();
      return;
    }
    var problem = Problem.of(400, "bad_request", "Bad Request",
        "the URL cannot be read: a percent sign stands before two hexadecimal digits, and other characters than those of RFC 3986"
            + " are percent-encoded");
    routing.response().setStatusCode(problem.status())
        .putHeader(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .end(Buffer.buffer(problem.toJson()));
  }

  private static boolean isReadable(String uri) {
    try {
      return new URI(uri).getRawPath() != null;
    } catch (URISyntaxException notOne) {
      return false;
    }
  }
}
