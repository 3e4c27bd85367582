package io.groundswell.metrics.performance;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.AnnotatedElement;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Times requests of callers from their arrival to the last byte of their answer. Who asks for what is known inside of
/// JAX-RS, and when the answer has gone only outside: [Told] goes from the one to the other with the request.
@Provider
@Requires(Scope.READ)
class RequestTimer implements ContainerResponseFilter {

  private static final String TOLD = "groundswell.performance";
  private static final Pattern SLUG = Pattern.compile("/problems/([a-z_]+)");
  private static final int OUTERMOST = 1_000;

  private final Caller caller;
  private final ResourceInfo resource;
  private final CurrentVertxRequest current;

  RequestTimer(Caller caller, ResourceInfo resource, CurrentVertxRequest current) {
    this.caller = caller;
    this.resource = resource;
    this.current = current;
  }

  private record Told(int organization, String endpoint, @Nullable String errorType) {
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    var access = caller.findAccess();
    if (access != null && resource.getResourceMethod() != null) {
      current.getCurrent().put(TOLD, new Told(access.organization(), request.getMethod()
          + " " + path(resource.getResourceClass()) + path(resource.getResourceMethod()), errorType(response)));
    }
  }

  private static String path(AnnotatedElement element) {
    var path = element.getAnnotation(Path.class);
    return path == null ? "" : path.value();
  }

  private static @Nullable String errorType(ContainerResponseContext response) {
    if (response.getStatus() < 400 || !(response.getEntity() instanceof byte[] problem)) {
      return null;
    }
    var slug = SLUG.matcher(new String(problem, StandardCharsets.UTF_8));
    return slug.find() ? slug.group(1) : null;
  }

  /// The part that stands in front of everything.
  @ApplicationScoped
  static class Outside {

    private final RequestLog log;

    Outside(RequestLog log) {
      this.log = log;
    }

    void register(@Observes Filters filters) {
      filters.register(this::time, OUTERMOST);
    }

    private void time(RoutingContext request) {
      long arrived = System.nanoTime();
      request.addEndHandler(ended -> {
        if (request.get(TOLD) instanceof Told told) {
          log.answered(told.organization, told.endpoint, request.response().getStatusCode(),
              TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - arrived), request.response().bytesWritten(),
              told.errorType);
        }
      });
      request.next();
    }
  }
}
