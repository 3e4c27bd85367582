package io.groundswell.metrics.series;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// One metric of one subject over time.
@Path("/v1/series/{subjectType}/{subjectId}/{metric}")
@Requires(Scope.READ)
class SeriesResource {

  private final SeriesQuery query;
  private final Caller caller;
  private final InstantSource clock;

  SeriesResource(SeriesQuery query, Caller caller, InstantSource clock) {
    this.query = query;
    this.caller = caller;
    this.clock = clock;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Series series(@RestPath String subjectType, @RestPath String subjectId, @RestPath String metric,
      @RestQuery @Nullable String from, @RestQuery @Nullable String to, @RestQuery @Nullable String bucket,
      @RestQuery @Nullable String tz, @RestQuery @Nullable String platform, @RestQuery @Nullable String kind,
      @RestQuery @Nullable String agg) {
    var asked = new SeriesQuestion.Asked(subjectType, subjectId, metric, from, to, bucket, tz, platform, kind, agg);
    return query.answer(caller.organization(), SeriesQuestion.of(asked, clock.instant()));
  }
}
