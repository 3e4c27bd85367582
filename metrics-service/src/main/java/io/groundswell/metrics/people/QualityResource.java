package io.groundswell.metrics.people;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.groundswell.contract.Slug;
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
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// What was thought of a subject in a range of time.
@Path("/v1/quality/{subjectType}/{subjectId}")
@Requires(Scope.READ)
class QualityResource {

  private static final Duration USUAL = Duration.ofDays(30);
  private static final Duration LONGEST = Duration.ofDays(366);

  private static final String SUMMED = """
      SELECT count(*) AS events, count(rating) AS ratings, round(avg(rating), 2) AS rating, round(avg(score), 2) AS score,
        count(*) FILTER (WHERE clicked) AS clicked, count(*) FILTER (WHERE watched) AS watched,
        coalesce(sum(watch_duration_seconds), 0)::bigint AS seconds, {feedback} AS feedback, {screens} AS screens,
        {speeds} AS speeds, {qualities} AS qualities
      FROM said"""
      .replace("{feedback}", counted("feedback_type")).replace("{screens}", counted("screen_size"))
      .replace("{speeds}", counted("connection_speed")).replace("{qualities}", counted("preferred_quality"));

  private static final String OF_SUBJECT = """
      WITH said AS MATERIALIZED (
        SELECT * FROM analytics.quality_metrics
        WHERE organization_id = $1 AND subject_id = (
          SELECT id FROM analytics.subject WHERE organization_id = $1 AND type = $2 AND external_id = $3)
          AND observed_at >= $4 AND observed_at < $5)
      """ + SUMMED;

  private final ScopedReads reads;
  private final Caller caller;
  private final InstantSource clock;

  QualityResource(ScopedReads reads, Caller caller, InstantSource clock) {
    this.reads = reads;
    this.caller = caller;
    this.clock = clock;
  }

  /// @param events that said anything of quality
  /// @param rating the average, 1 to 10; null where nobody rated
  /// @param score the average, 0 to 999.99
  /// @param feedback how often of each type; so the devices below
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Quality(Instant from, Instant to, long events, long ratings, @Nullable BigDecimal rating,
      @Nullable BigDecimal score, long clicked,
      long watched, long watchSeconds, @JsonRawValue String feedback, @JsonRawValue String screenSizes,
      @JsonRawValue String connectionSpeeds, @JsonRawValue String preferredQualities) {
  }

  /// @param from without it 30 days before `to`
  /// @param to without it now
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Quality quality(@RestPath String subjectType, @RestPath String subjectId, @RestQuery @Nullable String from,
      @RestQuery @Nullable String to) {
    if (!Slug.is(subjectType, 64) || subjectId.isEmpty() || subjectId.length() > 256 || subjectId.indexOf(0) >= 0) {
      throw new ProblemException(
          Problem.parameter("subject", "must be a lower-case type and an id of 1 to 256 characters"));
    }
    var end = to == null ? clock.instant() : Parameter.time("to", to);
    var begin = from == null ? end.minus(USUAL) : Parameter.time("from", from);
    if (!begin.isBefore(end) || Duration.between(begin, end).compareTo(LONGEST) > 0) {
      throw new ProblemException(
          Problem.parameter("from", "must be before to, by at most " + LONGEST.toDays() + " days"));
    }
    int organization = caller.organization();
    var row = reads.read(organization, queries -> queries.run(OF_SUBJECT, Tuple.of(organization, subjectType, subjectId,
        begin.atOffset(ZoneOffset.UTC), end.atOffset(ZoneOffset.UTC)))).iterator().next();
    if (row.getLong("events") == 0) {
      throw new ProblemException(Problem.of(404, "unknown_quality", "Nothing was said of its quality",
          "no engagement with this subject from " + begin + " to " + end
              + " told of a rating, a score, feedback or a device"));
    }
    return new Quality(begin, end, row.getLong("events"), row.getLong("ratings"), row.getBigDecimal("rating"),
        row.getBigDecimal("score"), row.getLong("clicked"), row.getLong("watched"), row.getLong("seconds"),
        row.getString("feedback"), row.getString("screens"), row.getString("speeds"), row.getString("qualities"));
  }

  private static String counted(String column) {
    return "(SELECT coalesce(json_object_agg(name, amount), '{}')::text FROM (SELECT " + column
        + " AS name, count(*) AS amount FROM said WHERE " + column + " IS NOT NULL GROUP BY 1) AS each)";
  }
}
