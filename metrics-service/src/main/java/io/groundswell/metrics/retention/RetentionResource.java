package io.groundswell.metrics.retention;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ScopedReads;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/// How long the caller's organisation keeps its events.
@Path("/v1/retention")
@Requires(Scope.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class RetentionResource {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LONGEST_TYPE = 256;
  /// A hundred years: whoever wants longer wants no rule.
  private static final int MOST_DAYS = 36_525;
  private static final int MOST_RULES = 100;

  private static final String RULES = """
      SELECT {columns} FROM analytics.retention WHERE organization_id = $1 ORDER BY event_type"""
      .replace("{columns}", Rule.COLUMNS);

  // What the rule for all types has removed of this one stays removed: the new rule begins where that one stands.
  private static final String SET = """
      INSERT INTO analytics.retention AS rule (organization_id, event_type, keep_days, expired_before)
      SELECT $1, $2, $3::int, coalesce((SELECT expired_before FROM analytics.retention
        WHERE organization_id = $1 AND event_type = '*'), '0001-01-01')
      ON CONFLICT (organization_id, event_type) DO UPDATE SET keep_days = excluded.keep_days, changed_at = now(),
        expired_before = greatest(rule.expired_before, excluded.expired_before)
      RETURNING {columns}""".replace("{columns}", Rule.COLUMNS);

  private static final String COUNT = """
      SELECT count(*) AS rules FROM analytics.retention WHERE organization_id = $1 AND event_type <> $2""";

  private static final String REMOVE = """
      UPDATE analytics.retention SET keep_days = NULL, changed_at = now()
      WHERE organization_id = $1 AND event_type = $2 AND keep_days IS NOT NULL RETURNING {columns}"""
      .replace("{columns}", Rule.COLUMNS);

  // The rule for all types is about this one again, from the beginning.
  private static final String BEGIN_ALL_ANEW = """
      UPDATE analytics.retention SET done_before = '0001-01-01', barrier = pg_current_xact_id()
      WHERE organization_id = $1 AND event_type = '*' AND $2 <> '*'""";

  private final ServiceTransactions service;
  private final ScopedReads reads;
  private final RetentionKeeper keeper;
  private final Caller caller;

  RetentionResource(ServiceTransactions service, ScopedReads reads, RetentionKeeper keeper, Caller caller) {
    this.service = service;
    this.reads = reads;
    this.keeper = keeper;
    this.caller = caller;
  }

  record Rules(List<Rule> rules) {
  }

  @GET
  public Rules rules() {
    int organization = caller.organization();
    var rows = reads.read(organization, queries -> queries.run(RULES, Tuple.of(organization)));
    return new Rules(StreamSupport.stream(rows.spliterator(), false).map(Rule::from).toList());
  }

  /// Takes effect within a minute.
  ///
  /// @param eventType `*` for all that have no rule of their own
  @PUT
  @Path("/{eventType}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Rule set(@RestPath String eventType, @Nullable JsonNode body) {
    requireType(eventType);
    var days = body == null ? null : body.get("keepDays");
    if (days == null || !days.isIntegralNumber() || !days.canConvertToInt() || days.intValue() < 1
        || days.intValue() > MOST_DAYS) {
      throw new ProblemException(Problem.member("keepDays", "must be a whole number from 1 to " + MOST_DAYS));
    }
    int organization = caller.organization();
    var rule = service.run(PATIENCE, statements -> {
      if (statements.run(COUNT, Tuple.of(organization, eventType)).iterator().next()
          .getLong("rules") >= MOST_RULES) {
        throw new ProblemException(Problem.of(422, "too_many_rules", "Too many rules",
            "an organisation has at most " + MOST_RULES + " of them"));
      }
      return Rule.from(statements.run(SET, Tuple.of(organization, eventType, days.intValue())).iterator().next());
    });
    keeper.wake();
    return rule;
  }

  /// From now on such events are kept, unless the rule for all types says otherwise. What has expired does not come
  /// back.
  @DELETE
  @Path("/{eventType}")
  public Rule remove(@RestPath String eventType) {
    requireType(eventType);
    int organization = caller.organization();
    var rule = service.run(PATIENCE, statements -> {
      var removed = statements.run(REMOVE, Tuple.of(organization, eventType)).iterator();
      if (!removed.hasNext()) {
        throw new ProblemException(Problem.of(404, "unknown_rule", "No such rule",
            "GET /v1/retention lists those that there are"));
      }
      statements.run(BEGIN_ALL_ANEW, Tuple.of(organization, eventType));
      return Rule.from(removed.next());
    });
    keeper.wake();
    return rule;
  }

  private static void requireType(String eventType) {
    if (eventType.isEmpty() || eventType.length() > LONGEST_TYPE || eventType.indexOf(0) >= 0) {
      throw new ProblemException(Problem.parameter("eventType", "must have 1 to " + LONGEST_TYPE + " characters"));
    }
  }
}
