package io.groundswell.trend.dashboard;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// `GET /` and `GET /page/…`: the files of the page, for everybody. They hold nothing secret: a key is asked for by
/// what they fetch. A browser asks each time whether it still has the right one, so that nobody looks at yesterday's
/// page.
@ApplicationScoped
class PageRoute {

  private static final String FIRST = "index.html";
  private static final String FILES = "/page/";

  /// Scripts and styles from here alone and never within the page; nothing embeds it, nothing is sent elsewhere. With
  /// trusted types no text becomes markup by mistake.
  private static final Map<String, String> PROTECTION = Map.of(
      "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
          + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
          + "require-trusted-types-for 'script'",
      "X-Content-Type-Options", "nosniff",
      "X-Frame-Options", "DENY",
      "Referrer-Policy", "no-referrer",
      "Cross-Origin-Opener-Policy", "same-origin",
      "Cross-Origin-Resource-Policy", "same-origin",
      "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");

  /// Only those that there are, so nobody can fill it.
  private final Map<String, PageFile> files = new ConcurrentHashMap<>();

  void routes(@Observes Router router) {
    router.get("/").handler(routing -> send(routing, FIRST));
    router.get(FILES + "*").handler(routing -> send(routing, routing.normalizedPath().substring(FILES.length())));
    router.head("/").handler(routing -> send(routing, FIRST));
  }

  private void send(RoutingContext routing, String name) {
    var file = files.computeIfAbsent(name, PageFile::find);
    if (file == null) {
      routing.next();
      return;
    }
    var request = routing.request();
    var response = protect(routing.response())
        .putHeader(HttpHeaderNames.ETAG, file.tag())
        .putHeader(HttpHeaderNames.CACHE_CONTROL, "no-cache")
        .putHeader(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
    var known = request.getHeader(HttpHeaderNames.IF_NONE_MATCH);
    if (known != null && known.contains(file.tag())) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader(HttpHeaderNames.CONTENT_TYPE, file.contentType());
    var accepted = request.getHeader(HttpHeaderNames.ACCEPT_ENCODING);
    boolean isPacked = accepted != null && accepted.contains("gzip");
    if (isPacked) {
      response.putHeader(HttpHeaderNames.CONTENT_ENCODING, "gzip");
    }
    response.end(isPacked ? file.packed() : file.plain());
  }

  private static HttpServerResponse protect(HttpServerResponse response) {
    PROTECTION.forEach(response::putHeader);
    return response;
  }
}
