package io.groundswell.groundwork.connection;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/// Has every connection counted from its beginning. To tell HTTP/2 without TLS apart, the server would wait for the
/// first bytes before it counts a connection, and who opens connections and says nothing could open them without end.
/// HTTP/2 over TLS stays.
@ApplicationScoped
class Connections implements HttpServerOptionsCustomizer {

  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    options.setHttp2ClearTextEnabled(false);
  }
}
