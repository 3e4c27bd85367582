package io.groundswell.trend.history;

import io.groundswell.contract.Slug;
import io.groundswell.contract.Subject;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.trend.detect.Window;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// `GET /v1/trends/{type}/{id}?window=1h|24h|7d&platform&metric`: how a subject was judged, bucket by bucket, and why.
@Path("/v1/trends/{subjectType}/{subjectId}")
@Requires(Scope.READ)
class HistoryResource {

  private final HistoryQuery query;
  private final Caller caller;

  HistoryResource(HistoryQuery query, Caller caller) {
    this.query = query;
    this.caller = caller;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public History history(@RestPath String subjectType, @RestPath String subjectId, @RestQuery @Nullable String window,
      @RestQuery @Nullable String platform, @RestQuery @Nullable String metric) {
    if (!Slug.is(subjectType, 64) || subjectId.isEmpty() || subjectId.length() > 256) {
      throw wrong("subject", "must be a lower-case type and an id of 1 to 256 characters");
    }
    if (platform != null && !Slug.is(platform, 32)) {
      throw wrong("platform", "must be a lower-case slug");
    }
    var span = window == null ? Window.DAY : Window.find(window);
    if (span == null) {
      throw wrong("window", "must be one of 1h, 24h, 7d");
    }
    return query.answer(caller.organization(), new Subject(subjectType, subjectId), span, platform, metric);
  }

  private static ProblemException wrong(String parameter, String rule) {
    return new ProblemException(Problem.parameter(parameter, rule));
  }
}
