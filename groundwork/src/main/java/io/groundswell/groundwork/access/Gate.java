package io.groundswell.groundwork.access;

import io.groundswell.groundwork.problem.ProblemException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.ext.Provider;

/// Asks the key ring before a guarded resource is entered.
@Provider
@Requires(Scope.READ)
@Priority(Priorities.AUTHENTICATION)
class Gate implements ContainerRequestFilter {

  private final KeyRing keys;
  private final Caller caller;
  private final ResourceInfo resource;

  Gate(KeyRing keys, Caller caller, ResourceInfo resource) {
    this.keys = keys;
    this.caller = caller;
    this.resource = resource;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    var onMethod = resource.getResourceMethod().getAnnotation(Requires.class);
    var needed = onMethod != null ? onMethod : resource.getResourceClass().getAnnotation(Requires.class);
    var admission = keys.admit(request.getHeaderString("Authorization"), request.getHeaderString("X-API-Key"),
        needed.value());
    switch (admission) {
      case Admission.Granted(var access) -> caller.admit(access);
      case Admission.Refused(var problem) -> throw new ProblemException(problem);
    }
  }
}
