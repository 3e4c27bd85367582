package io.groundswell.metrics.recall;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundswell.groundwork.access.Caller;
import io.groundswell.groundwork.access.Requires;
import io.groundswell.groundwork.access.Scope;
import io.groundswell.groundwork.problem.Fields;
import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ServiceTransactions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `POST /v1/events/undo`: takes out what an import brought, a day a transaction, for as long as a request may take;
/// the asker goes on with `next`. Doing it again, or after a kill, does no harm: it removes what is left. What was
/// accepted before is stored first; who asks has made sure that nobody sends on.
@Path("/v1/events/undo")
@Requires(Scope.ADMIN)
class UndoResource {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration AT_ONCE = Duration.ofSeconds(10);
  private static final Pattern SOURCE = Pattern.compile("import/[0-9]{1,18}");
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])");
  private static final int MOST_DAYS = 40_000;
  /// The problem, and the constraint by whose name the function refuses.
  private static final String EXPIRED = "expired_range";

  private static final String HINDRANCE = """
      SELECT (SELECT min(day) FROM analytics.archived_day WHERE day >= $3 AND day < $4) AS archived,
        (SELECT min(event_type) FROM analytics.analytics_events
          WHERE organization_id = $1 AND event_source = $2 AND event_timestamp >= $3::timestamp AT TIME ZONE 'UTC'
            AND event_timestamp < $4::timestamp AT TIME ZONE 'UTC'
            AND event_type IN ('session.ended', 'content.engaged', 'metric.corrected')) AS summed,
        (SELECT min(d.day) FROM analytics.metric_rollup_day AS d
          WHERE d.organization_id = $1 AND d.thinned AND d.day >= $3 AND d.day < $4
            AND d.day < (SELECT max(expired_before) FROM analytics.retention WHERE organization_id = $1)
            AND EXISTS (SELECT FROM analytics.analytics_events AS e JOIN analytics.time_series_metrics AS t
                ON t.organization_id = $1 AND t.subject_id = d.subject_id AND t.measure_id = d.measure_id
                  AND t.observed_at = e.event_timestamp AND t.event_key = e.event_key
              WHERE e.organization_id = $1 AND e.subject_id = d.subject_id AND e.event_source = $2
                AND e.event_timestamp >= d.day::timestamp AT TIME ZONE 'UTC'
                AND e.event_timestamp < (d.day + 1)::timestamp AT TIME ZONE 'UTC')) AS expired,
        (SELECT max(least(expired_before, $4)) FROM analytics.retention
          WHERE organization_id = $1 AND expired_before > $3) AS expired_before""";

  private static final String NEXT_DAY =
      "SELECT min(day) AS day FROM analytics.partition_day WHERE day >= $1 AND day < $2";

  private static final String UNDO = "SELECT analytics.undo_import_day($1, $2, $3) AS removed";

  private final ServiceTransactions service;
  private final Backlog backlog;
  private final Caller caller;

  UndoResource(ServiceTransactions service, Backlog backlog, Caller caller) {
    this.service = service;
    this.backlog = backlog;
    this.caller = caller;
  }

  /// @param removed events
  /// @param next the day to go on with, null when all is done
  /// @param expiredBefore events of the import on earlier days may have expired before they could be taken out: of
  /// those the daily figures stay; null where nothing has
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Undone(long removed, @Nullable LocalDate next, @Nullable LocalDate expiredBefore) {
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @RunOnVirtualThread
  public Undone undo(byte[] body) throws InterruptedException {
    var fields = Fields.of(body, Set.of("source", "from", "to"));
    var source = fields.text("source", SOURCE, "is that of an import, import/<number>");
    var from = day(fields, "from");
    var to = day(fields, "to");
    if (!from.isBefore(to) || from.plusDays(MOST_DAYS).isBefore(to)) {
      throw Fields.wrong("to", "must lie after from, at most " + MOST_DAYS + " days");
    }
    int organization = caller.organization();
    backlog.awaitStored(AT_ONCE);
    var expiredBefore = requireUndoable(organization, source, from, to);
    long until = System.nanoTime() + AT_ONCE.toNanos();
    long removed = 0;
    var day = next(from, to);
    while (day != null && System.nanoTime() < until) {
      removed += undo(organization, source, day);
      day = next(day.plusDays(1), to);
    }
    return new Undone(removed, day, expiredBefore);
  }

  private long undo(int organization, String source, LocalDate day) {
    try {
      return service.run(PATIENCE, statements -> statements.run(UNDO, Tuple.of(organization, source, day))
          .iterator().next().getLong("removed"));
    } catch (PgException refused) {
      throw EXPIRED.equals(refused.getConstraint()) ? expired(day) : refused;
    }
  }

  private @Nullable LocalDate next(LocalDate from, LocalDate to) {
    return service.run(PATIENCE, statements -> statements.run(NEXT_DAY, Tuple.of(from, to)).iterator().next()
        .getLocalDate("day"));
  }

  /// Looked at for the whole range before anything is removed.
  ///
  /// @return before which day events may have expired
  private @Nullable LocalDate requireUndoable(int organization, String source, LocalDate from, LocalDate to) {
    var hindrance = service.run(PATIENCE,
        statements -> statements.run(HINDRANCE, Tuple.of(organization, source, from, to)).iterator().next());
    if (hindrance.getLocalDate("archived") != null) {
      throw new ProblemException(Problem.of(422, "archived_range", "Event time in a range that is archived",
          "the rows of " + hindrance.getLocalDate("archived") + " are in files; bring the day back first"));
    }
    if (hindrance.getString("summed") != null) {
      throw new ProblemException(Problem.of(409, "not_undoable", "The import cannot be taken out",
          "it has events of the type " + hindrance.getString("summed") + ", of which sums and corrections were made"
              + " that cannot be worked out anew"));
    }
    if (hindrance.getLocalDate("expired") != null) {
      throw expired(hindrance.getLocalDate("expired"));
    }
    return hindrance.getLocalDate("expired_before");
  }

  private static ProblemException expired(LocalDate day) {
    return new ProblemException(Problem.of(422, EXPIRED, "Figures of which rows have expired",
        "rows of " + day + " have expired that count in the same figures as those of the import; worked out of what is"
            + " left, the figures would lose them. Take out later days alone"));
  }

  private static LocalDate day(Fields fields, String name) {
    var text = fields.text(name, DAY, "is a UTC day such as 2026-11-20");
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException none) {
      throw Fields.wrong(name, "is a UTC day such as 2026-11-20");
    }
  }
}
