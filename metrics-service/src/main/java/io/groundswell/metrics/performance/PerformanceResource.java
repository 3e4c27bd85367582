package io.groundswell.metrics.performance;

import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Parameter;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// How the answers to this organisation's requests went, by endpoint.
@Path("/v1/performance")
@Requires(Scope.READ)
class PerformanceResource {

  private static final Duration USUAL_RANGE = Duration.ofHours(24);

  private static final String BY_ENDPOINT = """
      SELECT endpoint, count(*) FILTER (WHERE kept_because = 'slow') AS slow,
        count(*) FILTER (WHERE kept_because = 'failed') AS failed,
        count(*) FILTER (WHERE kept_because = 'sampled') AS sampled, count(*) FILTER (WHERE cache_hit) AS cache_hits,
        max(duration_ms) AS longest,
        (percentile_disc(0.5) WITHIN GROUP (ORDER BY duration_ms) FILTER (WHERE kept_because = 'sampled')) AS median,
        max(response_size_bytes) AS largest,
        (SELECT coalesce(array_agg(DISTINCT error_type), '{}') FROM unnest(array_agg(error_type)) AS each (error_type)
          WHERE error_type IS NOT NULL) AS errors
      FROM analytics.performance_logs
      WHERE organization_id = $1 AND at >= $2 AND at < $3
      GROUP BY endpoint ORDER BY max(duration_ms) DESC, endpoint""";

  private final ScopedReads reads;
  private final Caller caller;
  private final InstantSource clock;

  PerformanceResource(ScopedReads reads, Caller caller, InstantSource clock) {
    this.reads = reads;
    this.caller = caller;
    this.clock = clock;
  }

  /// @param slow how many took longer than `groundswell.performance.slow`; all of these and of `failed` are kept
  /// @param sampled how many of the others are kept, by chance
  /// @param medianMillis of the sampled ones, null where none was
  /// @param errors the problems that it was answered with
  record Endpoint(String endpoint, long slow, long failed, long sampled, long cacheHits, long longestMillis,
      @Nullable Long medianMillis, long largestBytes, List<String> errors) {
  }

  record Performance(Instant from, Instant to, List<Endpoint> endpoints) {
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Performance performance(@RestQuery @Nullable String from, @RestQuery @Nullable String to) {
    var end = to == null ? clock.instant() : Parameter.time("to", to);
    var start = from == null ? end.minus(USUAL_RANGE) : Parameter.time("from", from);
    if (!start.isBefore(end)) {
      throw new ProblemException(Problem.parameter("from", "must be before to"));
    }
    int organization = caller.organization();
    var rows = reads.read(organization, queries -> queries.run(BY_ENDPOINT,
        Tuple.of(organization, start.atOffset(ZoneOffset.UTC), end.atOffset(ZoneOffset.UTC))));
    return new Performance(start, end, StreamSupport.stream(rows.spliterator(), false)
        .map(row -> new Endpoint(row.getString("endpoint"), row.getLong("slow"), row.getLong("failed"),
            row.getLong("sampled"), row.getLong("cache_hits"), row.getLong("longest"), row.getLong("median"),
            row.getLong("largest"), List.of(row.getArrayOfStrings("errors"))))
        .toList());
  }
}
