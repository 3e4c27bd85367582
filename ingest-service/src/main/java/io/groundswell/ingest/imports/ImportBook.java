package io.groundswell.ingest.imports;

import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.groundswell.ingest.access.Stewardship;
import io.vertx.core.json.Json;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The jobs of an organisation. Whatever changes a job or its chunks locks the job first, so two never wait for each
/// other.
@ApplicationScoped
class ImportBook {

  private static final String INSERT = """
      INSERT INTO analytics.analysis_queue (organization_id, name, kind, mapping, priority, events_per_second, deadline)
      VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7)) RETURNING job_id""";

  /// Rows of a chunk that is under way count as far as its worker told. Those of the last minute are as many of a
  /// chunk's as that is of the time that it took: a chunk that has sent 6,000 rows in ten minutes sent 600 in the last
  /// one.
  private static final String SELECT = """
      SELECT j.job_id, j.organization_id, j.name, j.kind, j.status, j.priority, j.planned, j.events_per_second, j.total_chunks,
        j.processed_chunks, j.created_at, j.started_at, j.completed_at, j.deadline, j.error, j.mapping::text AS mapping,
        j.pass_begins, j.pass_whole, j.undone_at, now() AS now, c.*
      FROM analytics.analysis_queue AS j CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE status = 'failed') AS failed,
          count(*) FILTER (WHERE status = 'processing' AND heartbeat_at > now() - make_interval(secs => $2)) AS workers,
          coalesce(sum(row_count), 0) AS rows,
          coalesce(sum(CASE status WHEN 'completed' THEN row_count WHEN 'processing' THEN least(sent, row_count) END), 0)
            AS done,
          coalesce(sum((result ->> 'accepted')::bigint), 0)::bigint AS accepted,
          coalesce(sum((result ->> 'rejected')::bigint), 0)::bigint AS rejected,
          coalesce(sum(CASE status WHEN 'completed' THEN row_count WHEN 'processing' THEN least(sent, row_count) END
            * greatest(0, extract(epoch FROM
                coalesce(completed_at, heartbeat_at) - greatest(started_at, now() - interval '60 s')))
            / greatest(0.000001, extract(epoch FROM coalesce(completed_at, heartbeat_at) - started_at))), 0)::float8
            AS lately,
          min(oldest) AS oldest, max(newest) AS newest
        FROM analytics.analysis_chunks WHERE job_id = j.job_id) AS c
      WHERE j.organization_id = $1""";
  private static final String LIST = SELECT + " ORDER BY j.priority DESC, j.job_id";
  private static final String FIND = SELECT + " AND j.job_id = $3";

  private static final String LOCK =
      "SELECT status FROM analytics.analysis_queue WHERE organization_id = $1 AND job_id = $2 FOR UPDATE";

  /// A further pass begins behind the last chunk of those before, and has as much time as the first had.
  private static final String CHANGE = """
      UPDATE analytics.analysis_queue SET status = coalesce($2, status), priority = coalesce($3, priority),
        events_per_second = coalesce($4, events_per_second), planned = coalesce($5, planned),
        pass_begins = CASE WHEN planned AND NOT $5 THEN (SELECT coalesce(max(chunk_index) + 1, 0)
          FROM analytics.analysis_chunks WHERE job_id = $1) ELSE pass_begins END,
        pass_whole = CASE WHEN planned AND NOT $5 THEN $6 ELSE pass_whole END,
        deadline = coalesce($7, CASE WHEN planned AND NOT $5 THEN now() + make_interval(secs => $8) ELSE deadline END),
        undone_at = CASE WHEN $9 THEN coalesce(undone_at, now()) ELSE undone_at END,
        error = CASE WHEN $2 = 'pending' THEN NULL ELSE error END
      WHERE job_id = $1""";

  private static final String TRY_AGAIN = """
      UPDATE analytics.analysis_chunks SET status = 'pending', attempts = 0, worker = NULL
      WHERE job_id = $1 AND status = 'failed'""";

  /// Ends the job where nothing is left to do.
  private static final String SETTLE = """
      UPDATE analytics.analysis_queue AS j SET processed_chunks = c.completed,
        status = CASE WHEN NOT (j.planned AND c.open = 0) OR j.status NOT IN ('pending', 'processing') THEN j.status
          WHEN c.failed > 0 THEN 'failed' ELSE 'completed' END,
        completed_at = CASE WHEN j.planned AND c.open = 0 THEN coalesce(j.completed_at, now()) END,
        error = CASE WHEN j.planned AND c.open = 0 AND c.failed > 0 THEN c.failed || ' chunks failed: ' || c.error
          ELSE j.error END
      FROM (SELECT count(*) FILTER (WHERE status = 'completed') AS completed,
          count(*) FILTER (WHERE status = 'failed') AS failed,
          count(*) FILTER (WHERE status IN ('pending', 'processing')) AS open,
          max(error) FILTER (WHERE status = 'failed') AS error
        FROM analytics.analysis_chunks WHERE job_id = $1) AS c
      WHERE j.job_id = $1""";

  private final Stewardship stewardship;
  private final ImportsConfig config;

  ImportBook(Stewardship stewardship, ImportsConfig config) {
    this.stewardship = stewardship;
    this.config = config;
  }

  ImportJob create(int organization, ImportJob.Wish wish) {
    return stewardship.of(organization, statements -> {
      long id = statements.run(INSERT, Tuple.of(organization, wish.name(), wish.kind(),
          Json.decodeValue(wish.mapping()), wish.priority(), wish.eventsPerSecond(),
          (double) config.deadline().toSeconds())).iterator().next().getLong("job_id");
      return find(statements, organization, id);
    });
  }

  List<ImportJob> list(int organization) {
    return stewardship.of(organization, statements -> {
      var jobs = new ArrayList<ImportJob>();
      statements.run(LIST, Tuple.of(organization, lease())).forEach(row -> jobs.add(ImportJob.from(row)));
      return jobs;
    });
  }

  ImportJob find(int organization, long id) {
    return stewardship.of(organization, statements -> find(statements, organization, id));
  }

  /// @throws ProblemException 404, 409 where the job is over for good
  ImportJob change(int organization, long id, ImportJob.Change change) {
    return stewardship.of(organization, statements -> {
      var status = lock(statements, organization, id);
      boolean isNewPass = Boolean.FALSE.equals(change.planned());
      if (!change.undone() && (status.equals("cancelled")
          || status.equals("completed") && change.status() != null && !isNewPass)) {
        throw new ProblemException(Problem.of(409, "import_over", "The import is over",
            "it was " + status + ", and is not changed any more"));
      }
      // What was completed goes on with more chunks: the last rows of a source that was in use meanwhile.
      var wished = change.undone() ? "cancelled"
          : change.status() == null && isNewPass && !status.equals("paused") ? "pending" : change.status();
      statements.run(CHANGE, Tuple.from(Arrays.asList(id, wished, change.priority(), change.eventsPerSecond(),
          change.planned(), change.whole(), change.deadline() == null ? null
              : change.deadline().atOffset(ZoneOffset.UTC),
          (double) config.deadline().toSeconds(), change.undone())));
      if ("pending".equals(wished)) {
        statements.run(TRY_AGAIN, Tuple.of(id));
      }
      settle(statements, id);
      return find(statements, organization, id);
    });
  }

  /// Locks the job and tells its status.
  ///
  /// @throws ProblemException 404, for what is not there and for what is another's alike
  static String lock(Statements statements, int organization, long id) {
    var rows = statements.run(LOCK, Tuple.of(organization, id)).iterator();
    if (!rows.hasNext()) {
      throw unknown();
    }
    return rows.next().getString("status");
  }

  static void settle(Statements statements, long id) {
    statements.run(SETTLE, Tuple.of(id));
  }

  ImportJob find(Statements statements, int organization, long id) {
    var rows = statements.run(FIND, Tuple.of(organization, lease(), id)).iterator();
    if (!rows.hasNext()) {
      throw unknown();
    }
    return ImportJob.from(rows.next());
  }

  double lease() {
    return config.lease().toMillis() / 1e3;
  }

  private static ProblemException unknown() {
    return new ProblemException(
        Problem.of(404, "unknown_import", "No such import", "this key sees no import of this id"));
  }
}
