package io.groundswell.metrics;

/// What the rollups should be, computed anew; those of archived and expired rows have nothing to compute them from.
public final class Rollups {

  /// A line for every series and day whose rollup is not what its raw rows come to, or is missing, or has no rows.
  public static final String DIFFERENCES = """
      WITH anew AS (
        SELECT organization_id, subject_id, measure_id, (observed_at AT TIME ZONE 'UTC')::date AS day, count(*) AS events,
          sum(value::numeric) AS sum, min(value) AS minimum, max(value) AS maximum,
          (array_agg(observed_at ORDER BY observed_at DESC, event_key DESC))[1] AS last_at,
          (array_agg(event_key ORDER BY observed_at DESC, event_key DESC))[1] AS last_key,
          (array_agg(value ORDER BY observed_at DESC, event_key DESC))[1] AS last_value
        FROM analytics.time_series_metrics AS number
        WHERE NOT EXISTS (SELECT FROM analytics.metric_rollup_day AS d
          WHERE d.organization_id = number.organization_id AND d.subject_id = number.subject_id
            AND d.measure_id = number.measure_id AND d.day = (number.observed_at AT TIME ZONE 'UTC')::date AND d.thinned)
        GROUP BY 1, 2, 3, 4),
      kept AS (
        SELECT organization_id, subject_id, measure_id, day, events, sum, minimum, maximum, last_at, last_key, last_value
        FROM analytics.metric_rollup_day WHERE NOT thinned AND day NOT IN (SELECT day FROM analytics.archived_day))
      (SELECT 'missing or wrong: ' || anew FROM (SELECT * FROM anew EXCEPT SELECT * FROM kept) AS anew)
      UNION ALL
      (SELECT 'too much or wrong: ' || kept FROM (SELECT * FROM kept EXCEPT SELECT * FROM anew) AS kept)""";

  private Rollups() {
  }
}
