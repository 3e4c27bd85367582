-- What events said of quality expires with them, and a rule that does not get on says why.
SET LOCAL lock_timeout = '5s';

ALTER TABLE retention ADD COLUMN error text; -- why it does not get on; NULL where it does

-- As in V2.7.0__retention.sql, and the rows of quality_metrics that the events wrote.
CREATE OR REPLACE FUNCTION expire_events(organization int, expired_type text, expired_day date) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  others text[];
  gone bigint;
BEGIN
  IF NOT analytics.keep_day(expired_day) THEN
    RETURN NULL;
  END IF;
  SELECT coalesce(array_agg(event_type), '{}') INTO others FROM analytics.retention
  WHERE organization_id = organization AND keep_days IS NOT NULL AND expired_type = '*' AND event_type <> '*';
  EXECUTE format($statement$
    WITH gone_event AS (
      DELETE FROM analytics.analytics_events AS e
      WHERE e.organization_id = $1 AND e.event_timestamp >= %1$L AND e.event_timestamp < %2$L
        AND (e.event_type = $2 OR ($2 = '*' AND e.event_type <> ALL ($3)))
      RETURNING subject_id, event_timestamp, event_key),
    gone AS (
      DELETE FROM analytics.time_series_metrics AS t
      WHERE t.organization_id = $1 AND t.observed_at >= %1$L AND t.observed_at < %2$L
        AND ((t.subject_id, t.observed_at, t.event_key) IN (SELECT subject_id, event_timestamp, event_key FROM gone_event)
          -- An event that is nothing but numbers has no row among the events.
          OR ($4 AND NOT EXISTS (SELECT FROM analytics.analytics_events AS e
            WHERE e.organization_id = $1 AND e.subject_id = t.subject_id AND e.event_timestamp = t.observed_at
              AND e.event_key = t.event_key AND e.event_timestamp >= %1$L AND e.event_timestamp < %2$L)))
      RETURNING subject_id, measure_id, observed_at, event_key, ordinal),
    thinned AS (
      UPDATE analytics.metric_rollup_day AS d SET thinned = true
      FROM (SELECT DISTINCT subject_id, measure_id FROM gone) AS g
      WHERE d.organization_id = $1 AND d.subject_id = g.subject_id AND d.measure_id = g.measure_id AND d.day = $5),
    uncorrected AS (
      DELETE FROM analytics.metric_correction AS c USING gone AS g
      WHERE c.organization_id = $1 AND c.subject_id = g.subject_id AND c.observed_at = g.observed_at
        AND c.event_key = g.event_key AND c.measure_id = g.measure_id),
    unsaid AS (
      DELETE FROM analytics.quality_metrics AS q USING gone AS g
      WHERE g.ordinal = 0 AND q.organization_id = $1 AND q.subject_id = g.subject_id AND q.observed_at = g.observed_at
        AND q.event_key = g.event_key)
    SELECT count(*) FROM gone WHERE ordinal = 0
    $statement$, expired_day || ' 00:00:00+00', expired_day + 1 || ' 00:00:00+00')
  INTO gone
  USING organization, expired_type, others,
    expired_type = 'metric.observed' OR (expired_type = '*' AND 'metric.observed' <> ALL (others)), expired_day;
  RETURN gone;
END
$$;

-- Of events that expired before.
DELETE FROM quality_metrics AS q USING retention AS r
WHERE q.organization_id = r.organization_id AND q.observed_at < r.done_before::timestamp AT TIME ZONE 'UTC'
  AND (r.event_type = 'content.engaged' OR (r.event_type = '*' AND NOT EXISTS (SELECT FROM retention AS own
    WHERE own.organization_id = r.organization_id AND own.event_type = 'content.engaged' AND own.keep_days IS NOT NULL)));
