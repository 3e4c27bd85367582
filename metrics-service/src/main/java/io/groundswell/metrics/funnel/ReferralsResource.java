package io.groundswell.metrics.funnel;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// `GET /v1/referrals`: codes (subjects `referral/<code>`), whose they are, how often they were used, and how many of
/// those who used them stayed.
@Path("/v1/referrals")
@Requires(Scope.READ)
class ReferralsResource {

  private static final int USUAL_LIMIT = 50;
  private static final int HIGHEST_LIMIT = 1_000;
  private static final Duration LONGEST = Duration.ofDays(3_660);

  private static final String CODES = """
      SELECT s.external_id AS code,
        (array_agg(p.external_id ORDER BY e.event_timestamp DESC) FILTER (WHERE e.event_type = 'referral.created'))[1] AS owner,
        min(e.event_timestamp) FILTER (WHERE e.event_type = 'referral.created') AS created_at,
        (array_agg(e.event_data ->> 'usage_count' ORDER BY e.event_timestamp DESC)
          FILTER (WHERE e.event_type = 'referral.created'))[1] AS reported,
        count(*) FILTER (WHERE e.event_type = 'referral.used') AS uses,
        count(DISTINCT e.user_id) FILTER (WHERE e.event_type = 'referral.used') AS persons,
        count(DISTINCT e.user_id) FILTER (WHERE e.event_type = 'referral.converted') AS converted,
        max(e.event_timestamp) FILTER (WHERE e.event_type IN ('referral.used', 'referral.converted')) AS last_used_at
      FROM analytics.subject AS s
      JOIN analytics.analytics_events AS e ON e.organization_id = s.organization_id AND e.subject_id = s.id
      LEFT JOIN analytics.person AS p ON p.id = e.user_id
      WHERE s.organization_id = $1 AND s.type = 'referral' AND e.event_timestamp >= $2 AND e.event_timestamp < $3
        AND ($4::text IS NULL OR s.external_id = $4)
      GROUP BY s.external_id ORDER BY uses DESC, converted DESC, code LIMIT $5""";

  private final ScopedReads reads;
  private final Caller caller;

  ReferralsResource(ScopedReads reads, Caller caller) {
    this.reads = reads;
    this.caller = caller;
  }

  /// @param reportedUses as the system that the code comes from counted them
  /// @param uses events of the type `referral.used`; `persons` who did them, `converted` those with a
  /// `referral.converted`
  /// @param conversion converted of persons, 0 to 1; null where nobody used it
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Code(String code, @Nullable String owner, @Nullable Instant createdAt, @Nullable Long reportedUses, long uses,
      long persons, long converted, @Nullable Double conversion, @Nullable Instant lastUsedAt) {

    static Code from(Row row) {
      long persons = row.getLong("persons");
      long converted = row.getLong("converted");
      var reported = row.getString("reported");
      return new Code(row.getString("code"), row.getString("owner"), instant(row, "created_at"),
          reported == null || !reported.matches("[0-9]{1,15}") ? null : Long.valueOf(reported), row.getLong("uses"),
          persons,
          converted, persons == 0 ? null : Math.min(1, (double) converted / persons), instant(row, "last_used_at"));
    }

    private static @Nullable Instant instant(Row row, String column) {
      var time = row.getOffsetDateTime(column);
      return time == null ? null : time.toInstant();
    }
  }

  record Page(List<Code> referrals) {
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Page referrals(@RestQuery @Nullable String from, @RestQuery @Nullable String to,
      @RestQuery @Nullable String code, @RestQuery @Nullable String limit) {
    if (from == null || to == null) {
      throw wrong(from == null ? "from" : "to", "is required");
    }
    var begin = Parameter.time("from", from);
    var end = Parameter.time("to", to);
    if (!begin.isBefore(end) || Duration.between(begin, end).compareTo(LONGEST) > 0) {
      throw wrong("to", "must lie after from, at most " + LONGEST.toDays() + " days");
    }
    int most = Parameter.count("limit", limit, USUAL_LIMIT, HIGHEST_LIMIT);
    int organization = caller.organization();
    var rows = reads.read(organization, queries -> queries.run(CODES, Tuple.of(organization,
        begin.atOffset(ZoneOffset.UTC), end.atOffset(ZoneOffset.UTC), code, most)));
    return new Page(StreamSupport.stream(rows.spliterator(), false).map(Code::from).toList());
  }

  private static ProblemException wrong(String name, String rule) {
    return new ProblemException(Problem.parameter(name, rule));
  }
}
