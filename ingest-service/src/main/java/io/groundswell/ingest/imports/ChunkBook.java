package io.groundswell.ingest.imports;

import io.groundswell.groundwork.problem.Problem;
import io.groundswell.groundwork.problem.ProblemException;
import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.groundswell.ingest.access.Stewardship;
import io.groundswell.ingest.imports.Chunk.Plan;
import io.groundswell.ingest.imports.Chunk.Report;
import io.groundswell.ingest.imports.Chunk.Turn;
import io.vertx.core.json.Json;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hands out the chunks of a job.
@ApplicationScoped
class ChunkBook {

  private static final String ADD = """
      INSERT INTO analytics.analysis_chunks (organization_id, job_id, chunk_index, part, key_from, key_to, row_count, oldest,
        newest)
      SELECT $1, $2, * FROM unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::int[], $8::timestamptz[],
        $9::timestamptz[])
      ON CONFLICT (job_id, chunk_index) DO NOTHING""";

  /// The first that is not the one that stands at its place.
  private static final String DIFFERENT = """
      SELECT min(c.chunk_index) AS different
      FROM analytics.analysis_chunks AS c
      JOIN unnest($2::int[], $3::text[], $4::text[], $5::text[]) AS p (chunk_index, part, key_from, key_to) USING (chunk_index)
      WHERE c.job_id = $1 AND (c.part, c.key_from, c.key_to) IS DISTINCT FROM (p.part, p.key_from, p.key_to)""";

  private static final String COUNT = """
      UPDATE analytics.analysis_queue SET total_chunks =
        (SELECT count(*) FROM analytics.analysis_chunks WHERE job_id = $1) WHERE job_id = $1""";

  private static final String LIST = """
      SELECT {columns} FROM analytics.analysis_chunks
      WHERE organization_id = $1 AND job_id = $2 AND ($3::text IS NULL OR status = $3) AND chunk_index >= $4
      ORDER BY chunk_index LIMIT 1000""".replace("{columns}", Chunk.COLUMNS);

  private static final String BEGIN = """
      UPDATE analytics.analysis_queue SET status = 'processing', started_at = coalesce(started_at, now())
      WHERE job_id = $1 AND status = 'pending'""";

  /// The newest rows of the last months first, then day by day into the past. What a silent worker had is to be had
  /// again; who asks has nothing, so what stands under that name was left by a process that is dead.
  private static final String CLAIM = """
      WITH next AS (
        SELECT chunk_id FROM analytics.analysis_chunks
        WHERE organization_id = $1 AND job_id = $2 AND (status = 'pending'
          OR status = 'processing' AND (worker = $3 OR heartbeat_at < now() - make_interval(secs => $4)))
        ORDER BY CASE WHEN newest > now() - make_interval(secs => $5) THEN newest
            ELSE (newest AT TIME ZONE 'UTC')::date::timestamp AT TIME ZONE 'UTC' END DESC NULLS LAST, chunk_index
        LIMIT 1 FOR UPDATE SKIP LOCKED)
      UPDATE analytics.analysis_chunks AS c SET status = 'processing', worker = $3, heartbeat_at = now(), sent = 0,
        attempts = attempts + 1, started_at = now()
      FROM next WHERE c.chunk_id = next.chunk_id
      RETURNING {columns}""".replace("{columns}", Chunk.COLUMNS);

  /// A job that is more urgent, and that somebody works on.
  private static final String MORE_URGENT = """
      SELECT j.job_id FROM analytics.analysis_queue AS j JOIN analytics.analysis_queue AS mine ON mine.job_id = $2
      WHERE j.organization_id = $1 AND j.priority > mine.priority AND j.status = 'processing' AND EXISTS (
        SELECT FROM analytics.analysis_chunks AS c WHERE c.job_id = j.job_id AND c.status = 'processing'
          AND c.heartbeat_at > now() - make_interval(secs => $3))
      LIMIT 1""";

  /// A chunk that failed too often waits for somebody, any other failure for the next worker.
  private static final String REPORT = """
      UPDATE analytics.analysis_chunks SET
        status = CASE WHEN $5 = 'failed' AND attempts < $9 THEN 'pending' ELSE $5 END,
        attempts = attempts - CASE WHEN $5 = 'pending' THEN 1 ELSE 0 END,
        sent = $6, heartbeat_at = now(), result = coalesce($7, result), error = $8,
        oldest = least(oldest, $10), newest = greatest(newest, $11),
        completed_at = CASE WHEN $5 = 'completed' THEN coalesce(completed_at, now()) END
      WHERE organization_id = $1 AND job_id = $2 AND chunk_index = $3 AND worker = $4
        AND (status = 'processing' OR status = $5)
      RETURNING chunk_index""";

  private final Stewardship stewardship;
  private final ImportBook jobs;
  private final Throttle throttle;
  private final ImportsConfig config;
  private final InstantSource clock;

  ChunkBook(Stewardship stewardship, ImportBook jobs, Throttle throttle, ImportsConfig config, InstantSource clock) {
    this.stewardship = stewardship;
    this.jobs = jobs;
    this.throttle = throttle;
    this.config = config;
    this.clock = clock;
  }

  /// Adds those that are not there yet. Two that plan at a time find the same chunks, unless the source changes between
  /// them: then rows could lie between a chunk of the one and the next of the other.
  ///
  /// @throws ProblemException 409 where another chunk stands at the place of one of them; then none is added
  ImportJob add(int organization, long job, List<Plan> plans) {
    return stewardship.of(organization, statements -> {
      var status = ImportBook.lock(statements, organization, job);
      if (status.equals("completed") || status.equals("cancelled")) {
        throw new ProblemException(Problem.of(409, "import_over", "The import is over",
            "it was " + status + ", and takes no more chunks"));
      }
      statements.run(ADD, columns(organization, job, plans));
      var different = statements.run(DIFFERENT, bounds(job, plans)).iterator().next().getInteger("different");
      if (different != null) {
        throw new ProblemException(Problem.of(409, "chunks_differ", "Another chunk stands there",
            "chunk " + different + " was planned already, with other bounds; read the chunks, and go on behind them"));
      }
      statements.run(COUNT, Tuple.of(job));
      return jobs.find(statements, organization, job);
    });
  }

  private static Tuple columns(int organization, long job, List<Plan> plans) {
    int size = plans.size();
    var indexes = new Integer[size];
    var texts = new @Nullable String[3][size];
    var rows = new Integer[size];
    var times = new @Nullable OffsetDateTime[2][size];
    for (int i = 0; i < size; i++) {
      var plan = plans.get(i);
      indexes[i] = plan.index();
      texts[0][i] = plan.part();
      texts[1][i] = plan.from();
      texts[2][i] = plan.to();
      rows[i] = plan.rows();
      times[0][i] = utc(plan.oldest());
      times[1][i] = utc(plan.newest());
    }
    return Tuple.from(
        Arrays.asList(organization, job, indexes, texts[0], texts[1], texts[2], rows, times[0], times[1]));
  }

  private static Tuple bounds(long job, List<Plan> plans) {
    return Tuple.from(Arrays.asList(job, plans.stream().map(Plan::index).toArray(Integer[]::new),
        plans.stream().map(Plan::part).toArray(String[]::new), plans.stream().map(Plan::from).toArray(String[]::new),
        plans.stream().map(Plan::to).toArray(String[]::new)));
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  /// @param status null for any
  List<Chunk> list(int organization, long job, @Nullable String status, int from) {
    return stewardship.of(organization, statements -> {
      jobs.find(statements, organization, job);
      var chunks = new ArrayList<Chunk>();
      statements.run(LIST, Tuple.of(organization, job, status, from)).forEach(row -> chunks.add(Chunk.from(row)));
      return chunks;
    });
  }

  /// The next chunk for a worker, or why there is none.
  Turn claim(int organization, long job, String worker) {
    return stewardship.of(organization, statements -> {
      statements.run(BEGIN, Tuple.of(job));
      var state = state(statements, organization, job);
      if (!state.equals("go")) {
        return turn(statements, organization, job, state, null, null);
      }
      var urgent = statements.run(MORE_URGENT, Tuple.of(organization, job, jobs.lease())).iterator();
      if (urgent.hasNext()) {
        return turn(statements, organization, job, "wait", null,
            "import " + urgent.next().getLong("job_id") + " is more urgent");
      }
      var claimed = statements.run(CLAIM, Tuple.of(organization, job, worker, jobs.lease(),
          (double) config.recent().toSeconds())).iterator();
      return claimed.hasNext()
          ? turn(statements, organization, job, "go", Chunk.from(claimed.next()), null)
          : turn(statements, organization, job, "wait", null,
              "other workers have what is left, or it is being planned");
    });
  }

  /// Takes what a worker tells of its chunk.
  ///
  /// @throws ProblemException 409 where the chunk is another's by now
  Turn report(int organization, long job, int index, Report report) {
    return stewardship.of(organization, statements -> {
      ImportBook.lock(statements, organization, job);
      var result = report.result() == null ? null : Json.decodeValue(report.result());
      if (!statements.run(REPORT, Tuple.from(Arrays.asList(organization, job, index, report.worker(), report.status(),
          report.sent(), result, report.error(), config.mostAttempts(), utc(report.oldest()), utc(report.newest()))))
          .iterator().hasNext()) {
        throw new ProblemException(Problem.of(409, "chunk_taken", "The chunk is another's",
            "it was given to another worker, since nothing was heard of this one, or there is no such chunk"));
      }
      if (!report.status().equals("processing")) {
        ImportBook.settle(statements, job);
      }
      return turn(statements, organization, job, state(statements, organization, job), null, null);
    });
  }

  private String state(Statements statements, int organization, long job) {
    var status = jobs.find(statements, organization, job).status();
    return status.equals("processing") || status.equals("pending") ? "go" : status;
  }

  private Turn turn(Statements statements, int organization, long job, String state, @Nullable Chunk chunk,
      @Nullable String why) {
    var pace = throttle.pace();
    int rate = jobs.find(statements, organization, job).eventsPerSecond(pace, config.eventsPerSecond(),
        clock.instant());
    return new Turn(state, chunk, rate, jobs.lease(), why != null ? why : pace.reason());
  }
}
