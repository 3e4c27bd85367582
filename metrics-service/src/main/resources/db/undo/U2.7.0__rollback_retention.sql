-- Takes back V2.7.0__retention.sql: the rules go, and what has expired does not come back.
SET LOCAL lock_timeout = '5s';
CREATE OR REPLACE FUNCTION analytics.correct_metrics(organization int, subject int, event uuid, event_time timestamptz, correction uuid,
    correction_time timestamptz, names text[], amounts float8[], by_consumer text, by_partition int)
  RETURNS TABLE (corrected_measure int, metric_name text, metric_kind text, was float8, is_now float8)
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  event_day date := (event_time AT TIME ZONE 'UTC')::date;
  measures int[];
  metrics text[];
  kinds text[];
  before float8[];
  after float8[];
  changed int[];
BEGIN
  IF NOT EXISTS (SELECT FROM analytics.partition_day WHERE day = event_day) AND EXISTS (
      SELECT FROM analytics.metric_rollup_day WHERE organization_id = organization AND subject_id = subject AND day = event_day) THEN
    RAISE EXCEPTION 'the rows of this day are archived' USING ERRCODE = 'check_violation', CONSTRAINT = 'archived_range';
  END IF;

  SELECT array_agg(m.id ORDER BY m.id), array_agg(m.metric ORDER BY m.id), array_agg(m.kind ORDER BY m.id),
    array_agg(t.value ORDER BY m.id), array_agg(wanted.amount ORDER BY m.id)
  INTO measures, metrics, kinds, before, after
  FROM unnest(names, amounts) AS wanted (name, amount)
  JOIN analytics.measure AS m ON m.metric = wanted.name
  JOIN analytics.time_series_metrics AS t ON t.measure_id = m.id
  WHERE t.organization_id = organization AND t.subject_id = subject AND t.observed_at = event_time AND t.event_key = event;
  IF cardinality(measures) IS DISTINCT FROM cardinality(names) THEN
    RAISE EXCEPTION 'no such event, or a metric that it does not have' USING ERRCODE = 'check_violation', CONSTRAINT = 'unknown_event';
  END IF;

  WITH held AS (
    INSERT INTO analytics.metric_correction AS kept (organization_id, subject_id, observed_at, event_key, measure_id, original, value,
      corrected_at, correction_key)
    SELECT organization, subject, event_time, event, c.measure_id, c.was, c.is_now, correction_time, correction
    FROM unnest(measures, before, after) AS c (measure_id, was, is_now) ORDER BY c.measure_id
    ON CONFLICT (organization_id, subject_id, observed_at, event_key, measure_id) DO UPDATE SET value = excluded.value,
      corrected_at = excluded.corrected_at, correction_key = excluded.correction_key
      WHERE (excluded.corrected_at, excluded.correction_key) > (kept.corrected_at, kept.correction_key)
    RETURNING measure_id)
  SELECT coalesce(array_agg(measure_id ORDER BY measure_id), '{}') INTO changed FROM held;
  IF changed = '{}' THEN
    RETURN;
  END IF;

  UPDATE analytics.time_series_metrics AS t SET value = c.is_now
  FROM unnest(measures, after) AS c (measure_id, is_now)
  WHERE c.measure_id = ANY (changed) AND t.organization_id = organization AND t.subject_id = subject AND t.observed_at = event_time
    AND t.event_key = event AND t.measure_id = c.measure_id;

  PERFORM FROM analytics.metric_rollup_day AS d
  WHERE d.organization_id = organization AND d.subject_id = subject AND d.measure_id = ANY (changed) AND d.day = event_day
  ORDER BY d.measure_id FOR UPDATE;
  UPDATE analytics.metric_rollup_day AS d SET events = anew.events, sum = anew.sum, minimum = anew.minimum, maximum = anew.maximum,
    last_at = anew.last_at, last_key = anew.last_key, last_value = anew.last_value,
    revision = d.revision + 1, changed_at = now(), change_reason = 'correction'
  FROM (
    SELECT t.measure_id, count(*) AS events, sum(t.value::numeric) AS sum, min(t.value) AS minimum, max(t.value) AS maximum,
      (array_agg(t.observed_at ORDER BY t.observed_at DESC, t.event_key DESC))[1] AS last_at,
      (array_agg(t.event_key ORDER BY t.observed_at DESC, t.event_key DESC))[1] AS last_key,
      (array_agg(t.value ORDER BY t.observed_at DESC, t.event_key DESC))[1] AS last_value
    FROM analytics.time_series_metrics AS t
    WHERE t.organization_id = organization AND t.subject_id = subject AND t.measure_id = ANY (changed)
      AND t.observed_at >= event_day::timestamp AT TIME ZONE 'UTC' AND t.observed_at < (event_day + 1)::timestamp AT TIME ZONE 'UTC'
    GROUP BY t.measure_id) AS anew
  WHERE d.organization_id = organization AND d.subject_id = subject AND d.measure_id = anew.measure_id AND d.day = event_day;
  INSERT INTO analytics.rollup_change AS kept (day, consumer, kpartition, changes) VALUES (event_day, by_consumer, by_partition, 1)
  ON CONFLICT (day, consumer, kpartition) DO UPDATE SET changes = kept.changes + 1;

  RETURN QUERY SELECT c.* FROM unnest(measures, metrics, kinds, before, after) AS c (measure_id, metric, kind, was, is_now)
    WHERE c.measure_id = ANY (changed) ORDER BY c.measure_id;
END
$$;
DROP FUNCTION analytics.expire_events(int, text, date);
ALTER TABLE analytics.metric_rollup_day DROP COLUMN thinned;
DROP TABLE analytics.retention;
