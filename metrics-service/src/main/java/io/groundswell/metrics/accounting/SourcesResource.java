package io.groundswell.metrics.accounting;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.stream.StreamSupport;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// Who sends, and how their clocks go. Shown and warned about, never applied: a corrected time would give a retry
/// another identity.
@Path("/v1/sources")
@Requires(Scope.READ)
class SourcesResource {

  private static final Duration USUAL_RANGE = Duration.ofHours(1);
  private static final int MOST = 1_000;

  private static final String SOURCES = """
      SELECT source, max(minute) AS latest, sum(stored + duplicate + quarantined)::bigint AS events,
        sum(timed)::bigint AS timed, sum(skew_sum)::bigint AS skew_sum, min(skew_least) AS skew_least,
        max(skew_most) AS skew_most, min(age_least) AS age_least
      FROM analytics.accounting
      WHERE organization_id = $1 AND minute >= $2 AND minute < $3 AND source > $4 AND source <> ''
      GROUP BY source ORDER BY source LIMIT $5""";

  private final ScopedReads reads;
  private final Caller caller;
  private final InstantSource clock;
  private final long warningMillis;

  SourcesResource(ScopedReads reads, Caller caller, InstantSource clock, AccountingConfig config) {
    this.reads = reads;
    this.caller = caller;
    this.clock = clock;
    this.warningMillis = config.clockWarning().toMillis();
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Sources sources(@RestQuery @Nullable String from, @RestQuery @Nullable String to,
      @RestQuery @Nullable String after, @RestQuery @Nullable String limit) {
    var end = to == null ? clock.instant() : Parameter.time("to", to);
    var start = from == null ? end.minus(USUAL_RANGE) : Parameter.time("from", from);
    if (!start.isBefore(end)) {
      throw new ProblemException(Problem.parameter("from", "must be before to"));
    }
    int most = Parameter.count("limit", limit, MOST, MOST);
    int organization = caller.organization();
    var rows = reads.read(organization, queries -> queries.run(SOURCES, Tuple.of(organization,
        start.atOffset(ZoneOffset.UTC), end.atOffset(ZoneOffset.UTC), after == null ? "" : after, most)));
    var sources = StreamSupport.stream(rows.spliterator(), false).map(this::source).toList();
    return new Sources(start, end, warningMillis, sources,
        sources.size() < most ? null : sources.getLast().source());
  }

  private Sources.Source source(Row row) {
    return new Sources.Source(row.getString("source"), row.getOffsetDateTime("latest").toInstant(),
        row.getLong("events"),
        Sources.Clock.of(row.getLong("timed"), row.getLong("skew_sum"), row.getLong("skew_least"),
            row.getLong("skew_most"), row.getLong("age_least"), warningMillis));
  }
}
