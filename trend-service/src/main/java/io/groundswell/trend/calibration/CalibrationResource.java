package io.groundswell.trend.calibration;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Parameter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.InstantSource;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// `GET /v1/trends/calibration?from`: of what was called a trend, how much still stood three and seven days later, and
/// whether it was said with the right confidence.
@Path("/v1/trends/calibration")
@Requires(Scope.READ)
class CalibrationResource {

  private static final Duration USUAL_RANGE = Duration.ofDays(90);

  private final CalibrationQuery query;
  private final Caller caller;
  private final InstantSource clock;

  CalibrationResource(CalibrationQuery query, Caller caller, InstantSource clock) {
    this.query = query;
    this.caller = caller;
    this.clock = clock;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Calibration calibration(@RestQuery @Nullable String from) {
    return query.answer(caller.organization(),
        from == null ? clock.instant().minus(USUAL_RANGE) : Parameter.time("from", from));
  }
}
