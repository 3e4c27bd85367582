package io.groundswell.groundwork.access;

import io.groundswell.groundwork.problem.ProblemException;
import io.quarkus.arc.ClientProxy;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.ext.Provider;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/// Asks the key ring before a guarded resource is entered. The request waits, without a thread, where the ring has to
/// look for its key.
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
    var admission = keys.admission(request.getHeaderString("Authorization"), request.getHeaderString("X-API-Key"),
        needed.value());
    // The request's own, since the answer may come on a thread that knows of no request.
    var mine = ClientProxy.unwrap(caller);
    if (admission.isComplete()) {
      enter(mine, admission.result());
      return;
    }
    var waiting = (ResteasyReactiveContainerRequestContext) request;
    waiting.suspend();
    admission.onComplete(late -> {
      try {
        enter(mine, late.result());
        waiting.resume();
      } catch (ProblemException refused) {
        waiting.resume(refused);
      }
    });
  }

  private static void enter(Caller caller, Admission admission) {
    switch (admission) {
      case Admission.Granted(var access) -> caller.admit(access);
      case Admission.Refused(var problem) -> throw new ProblemException(problem);
    }
  }
}
