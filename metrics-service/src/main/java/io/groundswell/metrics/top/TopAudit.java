package io.groundswell.metrics.top;

import io.groundswell.groundwork.schema.ServiceTransactions.Statements;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Compares the quarters of a UTC day, as far as lists look at them, with the raw rows, and mends those that differ.
///
/// A metric that is ranked since a moment ago has older quarters without gains: those are added up, too, but are no
/// finding. So only what follows a quarter that is kept of the metric is told.
public final class TopAudit {

  /// Batches write quarters of the last 26 hours: an hour is left for clocks that differ.
  private static final String SINCE = "greatest($1::date::timestamp AT TIME ZONE 'UTC',"
      + " date_bin('15 minutes', now() - interval '25 hours', timestamptz 'epoch'))";
  private static final String UNTIL = "($1::date + 1)::timestamp AT TIME ZONE 'UTC'";

  private static final String IS_RECENT = "SELECT {since} < {until} AS recent";

  private static final String IS_TOLD = """
      EXISTS (SELECT FROM analytics.metric_top_quarter AS k WHERE k.organization_id = wrong.organization_id
        AND k.measure_id = wrong.measure_id AND k.quarter < wrong.quarter)""";

  // One statement: of a batch it sees the rows and what was gained by them, or neither, and a gain in the quarters or
  // on the way there. The difference goes the same way, so whoever adds up meanwhile is not in the way.
  private static final String MEND_SUMS = """
      WITH ranked AS (SELECT id FROM analytics.measure WHERE kind = 'delta' AND metric = ANY ($2)),
      anew AS (
        SELECT t.organization_id, t.measure_id, date_bin('15 minutes', t.observed_at, timestamptz 'epoch') AS quarter,
          t.subject_id, sum(t.value::numeric) AS gain
        FROM analytics.time_series_metrics AS t JOIN ranked ON ranked.id = t.measure_id
        WHERE t.observed_at >= {since} AND t.observed_at < {until} GROUP BY 1, 2, 3, 4),
      kept AS (
        SELECT organization_id, measure_id, quarter, subject_id, sum(gain) AS gain FROM (
          SELECT q.organization_id, q.measure_id, q.quarter, q.subject_id, q.gain
          FROM analytics.metric_top_quarter AS q JOIN ranked ON ranked.id = q.measure_id
          WHERE q.quarter >= {since} AND q.quarter < {until}
          UNION ALL
          SELECT p.organization_id, one.measure_id, one.quarter, one.subject_id, one.gain
          FROM analytics.metric_top_pending AS p
          CROSS JOIN LATERAL unnest(p.measures, p.subjects, p.quarters, p.gains)
            AS one (measure_id, subject_id, quarter, gain)
          JOIN ranked ON ranked.id = one.measure_id
          WHERE one.quarter >= {since} AND one.quarter < {until}) AS gained
        GROUP BY 1, 2, 3, 4),
      wrong AS (
        SELECT organization_id, measure_id, quarter, subject_id, coalesce(kept.gain, 0) AS was,
          coalesce(anew.gain, 0) AS is_now
        FROM anew FULL JOIN kept USING (organization_id, measure_id, quarter, subject_id)
        WHERE coalesce(kept.gain, 0) <> coalesce(anew.gain, 0)),
      mended AS (
        INSERT INTO analytics.metric_top_pending (organization_id, measures, subjects, quarters, gains)
        SELECT organization_id, array_agg(measure_id), array_agg(subject_id), array_agg(quarter), array_agg(is_now - was)
        FROM wrong GROUP BY organization_id),
      told AS (
        INSERT INTO analytics.audit_finding (organization_id, subject_id, measure_id, day, kept, recomputed)
        SELECT organization_id, subject_id, measure_id, $1::date, jsonb_build_object('quarter', quarter, 'gain', was),
          jsonb_build_object('quarter', quarter, 'gain', is_now)
        FROM wrong WHERE {told} RETURNING 1)
      SELECT (SELECT count(*) FROM anew) AS compared, (SELECT count(*) FROM told) AS repaired""";

  private static final String WRONG_STEPS = """
      WITH ranked AS (SELECT id FROM analytics.measure WHERE kind = 'total' AND metric = ANY ($2)),
      kept AS (
        SELECT q.organization_id, q.measure_id, q.quarter, q.subject_id, q.gain
        FROM analytics.metric_top_quarter AS q JOIN ranked ON ranked.id = q.measure_id
        WHERE q.quarter >= {since} AND q.quarter < {until}),
      number AS (
        SELECT t.organization_id, t.measure_id, t.subject_id, t.observed_at, t.event_key, t.value::numeric AS value
        FROM analytics.time_series_metrics AS t JOIN ranked ON ranked.id = t.measure_id
        WHERE t.observed_at >= {since} AND t.observed_at < {until}),
      start AS (
        SELECT s.organization_id, s.measure_id, s.subject_id, coalesce(today.value, earlier.value) AS value
        FROM (SELECT DISTINCT organization_id, measure_id, subject_id FROM number) AS s
        LEFT JOIN LATERAL (
          SELECT value::numeric FROM analytics.time_series_metrics AS m
          WHERE m.organization_id = s.organization_id AND m.subject_id = s.subject_id AND m.measure_id = s.measure_id
            AND m.observed_at >= $1::date::timestamp AT TIME ZONE 'UTC' AND m.observed_at < {since}
          ORDER BY m.observed_at DESC, m.event_key DESC LIMIT 1) AS today ON true
        LEFT JOIN LATERAL (
          SELECT last_value::numeric AS value FROM analytics.metric_rollup_day AS d
          WHERE d.organization_id = s.organization_id AND d.subject_id = s.subject_id AND d.measure_id = s.measure_id
            AND d.day < $1::date
          ORDER BY d.day DESC LIMIT 1) AS earlier ON true),
      step AS (
        SELECT organization_id, measure_id, subject_id, n.observed_at, n.value,
          lag(n.value, 1, s.value) OVER (PARTITION BY organization_id, measure_id, subject_id
            ORDER BY n.observed_at, n.event_key) AS before
        FROM number AS n JOIN start AS s USING (organization_id, measure_id, subject_id)),
      anew AS (
        SELECT organization_id, measure_id, date_bin('15 minutes', observed_at, timestamptz 'epoch') AS quarter, subject_id,
          sum(CASE WHEN before IS NULL THEN 0 WHEN value >= before THEN value - before ELSE value END) AS gain
        FROM step GROUP BY 1, 2, 3, 4),
      wrong AS (
        SELECT organization_id, measure_id, quarter, subject_id, coalesce(kept.gain, 0) AS was,
          coalesce(anew.gain, 0) AS is_now
        FROM anew FULL JOIN kept USING (organization_id, measure_id, quarter, subject_id)
        WHERE coalesce(kept.gain, 0) <> coalesce(anew.gain, 0))
      SELECT organization_id, measure_id, quarter, subject_id, was, is_now, {since} AS since, {told} AS told
      FROM wrong ORDER BY 1, 2, 4, 3 LIMIT $3""";

  private static final String FORGET_STEPS = """
      DELETE FROM analytics.metric_top_quarter AS q
      USING unnest($1::int[], $2::int[], $3::timestamptz[], $4::int[])
        AS wrong (organization_id, measure_id, since, subject_id)
      WHERE q.organization_id = wrong.organization_id AND q.measure_id = wrong.measure_id
        AND q.subject_id = wrong.subject_id AND q.quarter >= wrong.since""";

  private static final String TELL = """
      INSERT INTO analytics.audit_finding (organization_id, subject_id, measure_id, day, kept, recomputed)
      VALUES ($1, $2, $3, $4, jsonb_build_object('quarter', $5::timestamptz, 'gain', $6::numeric),
        jsonb_build_object('quarter', $5::timestamptz, 'gain', $7::numeric))""";

  private final String[] metrics;

  /// @param metrics that are ranked
  public TopAudit(Set<String> metrics) {
    this.metrics = metrics.toArray(String[]::new);
  }

  /// @param compared quarters of series
  /// @param repaired of them, and told
  public record Outcome(long compared, long repaired) {
  }

  /// A quarter of a total that is not what its steps come to.
  public record WrongStep(int organization, int subject, int measure, Row row) {

    private static WrongStep from(Row row) {
      return new WrongStep(row.getInteger("organization_id"), row.getInteger("subject_id"),
          row.getInteger("measure_id"), row);
    }
  }

  /// Whether lists look at any quarter of the day.
  public boolean isRecent(Statements statements, LocalDate day) {
    return statements.run(bounded(IS_RECENT), Tuple.of(day)).iterator().next().getBoolean("recent");
  }

  /// Compares what deltas add up to, and mends it.
  public Outcome mendSums(Statements statements, LocalDate day) {
    var row = statements.run(bounded(MEND_SUMS), Tuple.from(List.of(day, metrics))).iterator().next();
    return new Outcome(row.getLong("compared"), row.getLong("repaired"));
  }

  /// Compares what totals grew by.
  public List<WrongStep> wrongSteps(Statements statements, LocalDate day, int most) {
    return StreamSupport.stream(statements.run(bounded(WRONG_STEPS), Tuple.from(List.of(day, metrics, (long) most)))
        .spliterator(), false).map(WrongStep::from).toList();
  }

  /// Works the steps of these series out anew, with the lock of every slot.
  ///
  /// @return how many were told
  public long mendSteps(Statements statements, LocalDate day, List<WrongStep> wrong) {
    TopCounts.lockAll(statements);
    // A series may be wrong in several quarters.
    var series = wrong.stream().collect(Collectors.toMap(
        each -> List.of(each.organization, each.measure, each.subject), each -> each, (one, other) -> one)).values()
        .stream().toList();
    var arguments = Tuple.from(List.of(column(series, WrongStep::organization, Integer[]::new),
        column(series, WrongStep::measure, Integer[]::new),
        column(series, each -> each.row.getOffsetDateTime("since"), OffsetDateTime[]::new),
        column(series, WrongStep::subject, Integer[]::new)));
    statements.run(FORGET_STEPS, arguments);
    statements.run(TopCounts.WORK_OUT, arguments);
    long told = 0;
    for (var each : wrong) {
      if (each.row.getBoolean("told")) {
        told += statements.run(TELL, Tuple.of(each.organization, each.subject, each.measure, day,
            each.row.getOffsetDateTime("quarter"), each.row.getBigDecimal("was"), each.row.getBigDecimal("is_now")))
            .rowCount();
      }
    }
    return told;
  }

  private static String bounded(String sql) {
    return sql.replace("{since}", SINCE).replace("{until}", UNTIL).replace("{told}", IS_TOLD);
  }

  private static <E, T> T[] column(List<E> rows, Function<E, T> value, IntFunction<T[]> array) {
    return rows.stream().map(value).toArray(array);
  }
}
