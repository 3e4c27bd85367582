package io.groundswell.metrics.series;

import io.groundswell.contract.Subject;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Fields;
import io.groundswell.metrics.answer.CsvText;
import io.groundswell.metrics.calendar.Edges;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.Set;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// Several series over the same buckets, in one snapshot. One that is not there does not fail the others.
@Path("/v1/series:query")
@Requires(Scope.READ)
class SeveralSeriesResource {

  private static final Set<String> MEMBERS =
      Set.of("series", "from", "to", "bucket", "tz", "fill", "compare", "limit", "cursor");
  private static final Set<String> SERIES_MEMBERS = Set.of("subject", "metric", "platform", "kind", "agg");

  private final SeriesQuery query;
  private final Caller caller;
  private final InstantSource clock;

  SeveralSeriesResource(SeriesQuery query, Caller caller, InstantSource clock) {
    this.query = query;
    this.caller = caller;
    this.clock = clock;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces({MediaType.APPLICATION_JSON, CsvText.MEDIA_TYPE})
  @RunOnVirtualThread
  public Response several(byte[] body, @RestQuery @Nullable String format, @Context HttpHeaders headers) {
    boolean csv = CsvText.isWanted(format, headers);
    var fields = Fields.of(body, MEMBERS);
    var asked = new Period.Asked(fields.findText("from"), fields.findText("to"), fields.findText("bucket"),
        fields.findText("tz"), fields.findText("fill"), fields.findText("compare"), limit(fields),
        fields.findText("cursor"));
    var questions = fields.objects("series", SeriesQuery.MOST_SERIES, SERIES_MEMBERS).stream()
        .map(one -> one.read(SeveralSeriesResource::question)).toList();
    var period = Period.of(asked, clock.instant());
    return query.several(caller.organization(), questions, period).response(csv, SeriesAnswer::all);
  }

  private static @Nullable String limit(Fields fields) {
    var limit = fields.findWhole("limit", 1, Edges.MOST);
    return limit == null ? null : limit.toString();
  }

  private static SeriesQuestion question(Fields one) {
    return SeriesQuestion.of(Subject.find(one.text("subject")), one.text("metric"), one.findText("platform"),
        one.findText("kind"), one.findText("agg"));
  }
}
