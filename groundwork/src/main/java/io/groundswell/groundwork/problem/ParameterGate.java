package io.groundswell.groundwork.problem;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// Tells who misspells a parameter of the URL: one that the resource does not ask for is refused by name instead of
/// being passed over, for `?form=` instead of `?from=` would get the right answer to another question. After the gate
/// that looks at keys.
@Provider
@Priority(Priorities.AUTHORIZATION)
class ParameterGate implements ContainerRequestFilter {

  private final ResourceInfo resource;
  private final Map<Method, Set<String>> asked = new ConcurrentHashMap<>();

  ParameterGate(ResourceInfo resource) {
    this.resource = resource;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    var given = request.getUriInfo().getQueryParameters().keySet();
    if (given.isEmpty()) {
      return;
    }
    var known = asked.computeIfAbsent(resource.getResourceMethod(), ParameterGate::parameters);
    for (var name : given) {
      if (!known.contains(name)) {
        throw new ProblemException(Problem.unknownParameter(name, known));
      }
    }
  }

  static Set<String> parameters(Method method) {
    var names = new HashSet<String>();
    for (var parameter : method.getParameters()) {
      var name = name(parameter);
      if (name != null) {
        names.add(name);
      }
    }
    return Set.copyOf(names);
  }

  private static @Nullable String name(Parameter parameter) {
    var standard = parameter.getAnnotation(QueryParam.class);
    var own = parameter.getAnnotation(RestQuery.class);
    if (standard != null) {
      return standard.value();
    }
    return own == null ? null : own.value().isEmpty() ? parameter.getName() : own.value();
  }
}
