package io.groundswell.groundwork.problem;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;

/// Refuses parameters, in the path and in the query, that no query could be run with. After the gate, so that a
/// stranger gets his 401 first; before every resource, so that none can forget it.
@Provider
class TextParameters implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) {
    check(request.getUriInfo().getPathParameters());
    check(request.getUriInfo().getQueryParameters());
  }

  private static void check(MultivaluedMap<String, String> parameters) {
    parameters.forEach((name, texts) -> {
      Parameter.text("a parameter's name", name);
      texts.forEach(text -> Parameter.text(name, text));
    });
  }
}
