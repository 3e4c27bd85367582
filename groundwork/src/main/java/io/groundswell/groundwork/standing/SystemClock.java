package io.groundswell.groundwork.standing;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// The one place where a service takes the time from; tests put a settable clock in front.
class SystemClock {

  @Produces
  @Singleton
  @DefaultBean
  InstantSource clock() {
    return InstantSource.system();
  }
}
