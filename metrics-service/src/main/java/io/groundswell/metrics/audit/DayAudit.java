package io.groundswell.metrics.audit;

import io.groundswell.groundwork.schema.ServiceTransactions;
import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.groundswell.metrics.jobs.Lease;
import io.groundswell.metrics.sketch.SketchAudit;
import io.groundswell.metrics.top.TopAudit;
import io.groundswell.metrics.top.TopCounts;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// Compares the rollups of one UTC day, its sketches, and the quarters of it that top lists look at, with its raw rows,
/// and repairs those that differ. Those of which rows have expired cannot be compared with anything any more, and stay
/// as they are.
///
/// Writers go on meanwhile. The comparison is one statement, so it sees each batch whole or not at all. The repair
/// locks the rollups first, as a batch does and in the same order, and recomputes in a later statement: a batch that
/// has changed them is waited for, and one that comes later adds its own rows to what was repaired, for the
/// recomputation did not see them.
final class DayAudit {

  /// Repaired in one transaction at most.
  private static final int MOST = 1_000;
  /// Series whose sketches are compared in one statement.
  private static final int SKETCHES = 200;

  // One core of the database is enough for work that nobody waits for.
  private static final String GENTLY = "SET LOCAL max_parallel_workers_per_gather = 0";

  // A day that leaves for the archive meanwhile would look as if it had no rows.
  private static final String KEEP = "SELECT analytics.keep_day($1) AS stands";

  private static final String TOTALS = """
      count(*) AS events, sum(m.value::numeric) AS sum, min(m.value) AS minimum, max(m.value) AS maximum,
        (array_agg(m.observed_at ORDER BY m.observed_at DESC, m.event_key DESC))[1] AS last_at,
        (array_agg(m.event_key ORDER BY m.observed_at DESC, m.event_key DESC))[1] AS last_key,
        (array_agg(m.value ORDER BY m.observed_at DESC, m.event_key DESC))[1] AS last_value""";

  private static final String DIFFER = """
      (anew.events, anew.sum, anew.minimum, anew.maximum, anew.last_at, anew.last_key, anew.last_value)
        IS DISTINCT FROM
        (kept.events, kept.sum, kept.minimum, kept.maximum, kept.last_at, kept.last_key, kept.last_value)""";

  private static final String COMPARE = """
      WITH anew AS (
        SELECT m.organization_id, m.subject_id, m.measure_id, {totals}
        FROM analytics.time_series_metrics AS m
        WHERE m.observed_at >= $1::date::timestamp AT TIME ZONE 'UTC'
          AND m.observed_at < ($1::date + 1)::timestamp AT TIME ZONE 'UTC'
        GROUP BY 1, 2, 3),
      compared AS (
        SELECT organization_id, subject_id, measure_id, {differ} AND kept.thinned IS NOT TRUE AS differs
        FROM anew FULL JOIN (SELECT * FROM analytics.metric_rollup_day WHERE day = $1) AS kept
          USING (organization_id, subject_id, measure_id))
      SELECT counted.series, differing.organization_id, differing.subject_id, differing.measure_id
      FROM (SELECT count(*) AS series FROM compared) AS counted
      LEFT JOIN (SELECT * FROM compared WHERE differs ORDER BY 1, 2, 3 LIMIT $2) AS differing ON true
      ORDER BY 2, 3, 4""".replace("{totals}", TOTALS).replace("{differ}", DIFFER);

  // So that there is something to lock also where there is no rollup; whoever is about to make one waits, or is waited
  // for.
  private static final String PUT_PLACEHOLDERS = """
      INSERT INTO analytics.metric_rollup_day (organization_id, subject_id, measure_id, day, events, sum, minimum, maximum,
        last_at, last_key, last_value)
      SELECT organization_id, subject_id, measure_id, $4::date, 0, 0, 0, 0, timestamptz '-infinity',
        uuid '00000000-0000-0000-0000-000000000000', 0
      FROM unnest($1::int[], $2::int[], $3::int[]) AS asked (organization_id, subject_id, measure_id)
      ORDER BY 1, 2, 3
      ON CONFLICT DO NOTHING""";

  private static final String LOCK = """
      SELECT 1 FROM analytics.metric_rollup_day AS kept
      JOIN unnest($1::int[], $2::int[], $3::int[]) AS asked (organization_id, subject_id, measure_id)
        USING (organization_id, subject_id, measure_id)
      WHERE kept.day = $4::date
      ORDER BY organization_id, subject_id, measure_id FOR UPDATE OF kept""";

  private static final String REPAIR = """
      WITH asked AS (
        SELECT * FROM unnest($1::int[], $2::int[], $3::int[]) AS asked (organization_id, subject_id, measure_id)),
      anew AS (
        SELECT m.organization_id, m.subject_id, m.measure_id, {totals}
        FROM asked JOIN analytics.time_series_metrics AS m USING (organization_id, subject_id, measure_id)
        WHERE m.observed_at >= $4::date::timestamp AT TIME ZONE 'UTC'
          AND m.observed_at < ($4::date + 1)::timestamp AT TIME ZONE 'UTC'
        GROUP BY 1, 2, 3),
      kept AS (
        SELECT d.* FROM asked JOIN analytics.metric_rollup_day AS d USING (organization_id, subject_id, measure_id)
        WHERE d.day = $4::date),
      wrong AS (
        SELECT organization_id, subject_id, measure_id, anew.events AS new_events,
          CASE WHEN kept.events > 0 THEN jsonb_build_object('events', kept.events, 'sum', kept.sum, 'minimum', kept.minimum,
            'maximum', kept.maximum, 'lastAt', kept.last_at, 'lastValue', kept.last_value) END AS was,
          CASE WHEN anew.events > 0 THEN jsonb_build_object('events', anew.events, 'sum', anew.sum, 'minimum', anew.minimum,
            'maximum', anew.maximum, 'lastAt', anew.last_at, 'lastValue', anew.last_value) END AS is_now
        FROM anew FULL JOIN kept USING (organization_id, subject_id, measure_id)
        WHERE {differ} AND kept.thinned IS NOT TRUE),
      repaired AS (
        UPDATE analytics.metric_rollup_day AS d SET events = anew.events, sum = anew.sum, minimum = anew.minimum,
          maximum = anew.maximum, last_at = anew.last_at, last_key = anew.last_key, last_value = anew.last_value,
          revision = d.revision + 1, changed_at = now(), change_reason = 'repair'
        FROM wrong JOIN anew USING (organization_id, subject_id, measure_id)
        WHERE (d.organization_id, d.subject_id, d.measure_id, d.day)
          = (wrong.organization_id, wrong.subject_id, wrong.measure_id, $4::date)),
      removed AS (
        DELETE FROM analytics.metric_rollup_day AS d USING wrong
        WHERE (d.organization_id, d.subject_id, d.measure_id, d.day)
          = (wrong.organization_id, wrong.subject_id, wrong.measure_id, $4::date) AND wrong.new_events IS NULL)
      INSERT INTO analytics.audit_finding (organization_id, subject_id, measure_id, day, kept, recomputed)
      SELECT organization_id, subject_id, measure_id, $4::date, was, is_now FROM wrong
      WHERE was IS NOT NULL OR is_now IS NOT NULL""".replace("{totals}", TOTALS).replace("{differ}", DIFFER);

  private static final String DONE = """
      INSERT INTO analytics.audit_day AS before (day, audited_at, changes, series) VALUES ($1, now(), $2, $3)
      ON CONFLICT (day) DO UPDATE SET audited_at = excluded.audited_at, changes = excluded.changes,
        series = excluded.series""";

  private final ServiceTransactions service;
  private final Lease lease;
  private final Duration patience;
  private final SketchAudit sketches;
  private final TopAudit quarters;

  DayAudit(ServiceTransactions service, Lease lease, Duration patience, SketchAudit sketches, TopAudit quarters) {
    this.service = service;
    this.lease = lease;
    this.patience = patience;
    this.sketches = sketches;
    this.quarters = quarters;
  }

  /// @param series rollups that were compared, with their sketches, and quarters
  /// @param repaired of them
  record Outcome(long series, long repaired) {
  }

  /// @param changes of the day, as they stood before this is called: what changes meanwhile is for the next round
  Outcome audit(LocalDate day, long changes) {
    long repaired = 0;
    while (true) {
      var compared = service.run(patience, statements -> compare(statements, day));
      if (!compared.differing.isEmpty()) {
        repaired += service.run(patience, statements -> repair(statements, day, compared.differing));
      }
      if (compared.differing.size() < MOST) {
        // After the rollups, for these are looked at by them.
        var sums = quarters(day);
        repaired += sums.repaired() + steps(day) + sketches(day);
        service.run(patience, statements -> done(statements, day, changes, compared.series));
        return new Outcome(compared.series + sums.compared(), repaired);
      }
    }
  }

  private TopAudit.Outcome quarters(LocalDate day) {
    return service.run(patience, statements -> begun(statements, day) && quarters.isRecent(statements, day)
        ? quarters.mendSums(statements, day) : new TopAudit.Outcome(0, 0));
  }

  private long steps(LocalDate day) {
    var wrong = service.run(patience, statements -> begun(statements, day) && quarters.isRecent(statements, day)
        ? quarters.wrongSteps(statements, day, MOST) : List.<TopAudit.WrongStep>of());
    return wrong.isEmpty() ? 0
        : service.run(patience, statements -> begun(statements, day) ? quarters.mendSteps(statements, day, wrong) : 0L);
  }

  private long sketches(LocalDate day) {
    var series = service.run(patience, statements -> sketches.series(statements, day));
    long repaired = 0;
    for (int first = 0; first < series.size(); first += SKETCHES) {
      var some = series.subList(first, Math.min(first + SKETCHES, series.size()));
      var wrong = service.run(patience, statements -> begun(statements, day) ? sketches.wrong(statements, day, some)
          : List.<SketchAudit.Series>of());
      if (!wrong.isEmpty()) {
        repaired += service.run(patience, statements -> repairSketches(statements, day, wrong));
      }
    }
    return repaired;
  }

  private int repairSketches(Statements statements, LocalDate day, List<SketchAudit.Series> wrong) {
    if (!begun(statements, day)) {
      return 0;
    }
    TopCounts.lockAll(statements);
    return sketches.mend(statements, day, wrong);
  }

  /// @return whether the day stands
  private boolean begun(Statements statements, LocalDate day) {
    lease.require(statements);
    statements.run(GENTLY, Tuple.tuple());
    return stands(statements, day);
  }

  private record Compared(long series, List<SeriesDay> differing) {
  }

  private Compared compare(Statements statements, LocalDate day) {
    if (!begun(statements, day)) {
      return new Compared(0, List.of());
    }
    long series = 0;
    var differing = new ArrayList<SeriesDay>();
    for (var row : statements.run(COMPARE, Tuple.of(day, (long) MOST))) {
      series = row.getLong("series");
      if (row.getInteger("organization_id") != null) {
        differing.add(new SeriesDay(row.getInteger("organization_id"), row.getInteger("subject_id"),
            row.getInteger("measure_id")));
      }
    }
    return new Compared(series, differing);
  }

  private long repair(Statements statements, LocalDate day, List<SeriesDay> differing) {
    lease.require(statements);
    if (!stands(statements, day)) {
      return 0;
    }
    var arguments = Tuple.of(differing.stream().map(SeriesDay::organization).toArray(Integer[]::new),
        differing.stream().map(SeriesDay::subject).toArray(Integer[]::new),
        differing.stream().map(SeriesDay::measure).toArray(Integer[]::new), day);
    statements.run(PUT_PLACEHOLDERS, arguments);
    statements.run(LOCK, arguments);
    return statements.run(REPAIR, arguments).rowCount();
  }

  private static boolean stands(Statements statements, LocalDate day) {
    return statements.run(KEEP, Tuple.of(day)).iterator().next().getBoolean("stands");
  }

  private long done(Statements statements, LocalDate day, long changes, long series) {
    return statements.run(DONE, Tuple.of(day, changes, series)).rowCount();
  }
}
