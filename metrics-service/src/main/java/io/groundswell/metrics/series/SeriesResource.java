package io.groundswell.metrics.series;

import io.groundswell.contract.Subject;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.metrics.answer.CsvText;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
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
  @Produces({MediaType.APPLICATION_JSON, CsvText.MEDIA_TYPE})
  @RunOnVirtualThread
  public Response series(@RestPath String subjectType, @RestPath String subjectId, @RestPath String metric,
      @RestQuery @Nullable String from, @RestQuery @Nullable String to, @RestQuery @Nullable String bucket,
      @RestQuery @Nullable String tz, @RestQuery @Nullable String platform, @RestQuery @Nullable String kind,
      @RestQuery @Nullable String agg, @RestQuery @Nullable String fill, @RestQuery @Nullable String compare,
      @RestQuery @Nullable String limit, @RestQuery @Nullable String cursor, @RestQuery @Nullable String format,
      @HeaderParam("If-None-Match") @Nullable String known,
      @Context HttpHeaders headers) {
    boolean csv = CsvText.isWanted(format, headers);
    var question = SeriesQuestion.of(Subject.find(subjectType + "/" + subjectId), metric, platform, kind, agg);
    var period = Period.of(new Period.Asked(from, to, bucket, tz, fill, compare, limit, cursor), clock.instant());
    return query.one(caller.organization(), question, period, known).response(csv, SeriesAnswer::first);
  }
}
