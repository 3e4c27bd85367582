-- Takes back V2.16.2__aggregates_of_a_range.sql.
SET LOCAL lock_timeout = '5s';
CREATE OR REPLACE FUNCTION analytics.get_metrics_aggregated(entity_type text, entity_id text, metric text, bucket text DEFAULT 'day',
    since timestamptz DEFAULT now() - interval '30 days', until timestamptz DEFAULT now(), tz text DEFAULT 'UTC')
  RETURNS TABLE (bucket_start timestamptz, platform text, kind text, events bigint, sum numeric, average numeric, minimum float8,
    maximum float8, last_value float8)
  LANGUAGE plpgsql STABLE
  SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  unit text := CASE lower(get_metrics_aggregated.bucket)
    WHEN '5m' THEN '5m' WHEN '15m' THEN '15m'
    WHEN '1h' THEN 'hour' WHEN 'hour' THEN 'hour' WHEN 'hourly' THEN 'hour'
    WHEN '1d' THEN 'day' WHEN 'day' THEN 'day' WHEN 'daily' THEN 'day'
    WHEN '1w' THEN 'week' WHEN 'week' THEN 'week' WHEN 'weekly' THEN 'week'
    WHEN '1mo' THEN 'month' WHEN 'month' THEN 'month' WHEN 'monthly' THEN 'month' END;
  found_subject int;
  own int := current_setting('app.organization')::int;
BEGIN
  IF unit IS NULL THEN
    RAISE EXCEPTION 'bucket must be 5m, 15m, 1h, 1d, 1w or 1mo (or hour, day, week, month)'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT s.id INTO found_subject FROM analytics.subject AS s
  WHERE s.organization_id = own AND s.type = entity_type AND s.external_id = entity_id;
  IF get_metrics_aggregated.tz = 'UTC' AND unit IN ('day', 'week', 'month') THEN
    RETURN QUERY
      SELECT date_trunc(unit, d.day::timestamp AT TIME ZONE 'UTC', 'UTC') AS start, m.platform, m.kind, sum(d.events)::bigint,
        sum(d.sum), sum(d.sum) / sum(d.events), min(d.minimum), max(d.maximum), (array_agg(d.last_value ORDER BY d.day DESC))[1]
      FROM analytics.metric_rollup_day AS d JOIN analytics.measure AS m ON m.id = d.measure_id
      WHERE d.organization_id = own AND d.subject_id = found_subject AND m.metric = get_metrics_aggregated.metric
        AND d.day >= (date_trunc(unit, since, 'UTC') AT TIME ZONE 'UTC')::date AND d.day <= (until AT TIME ZONE 'UTC')::date
      GROUP BY start, m.platform, m.kind ORDER BY start, m.platform, m.kind;
    RETURN;
  END IF;
  RETURN QUERY
    SELECT CASE unit WHEN '5m' THEN date_bin('5 minutes', t.observed_at, 'epoch')
        WHEN '15m' THEN date_bin('15 minutes', t.observed_at, 'epoch')
        ELSE date_trunc(unit, t.observed_at, get_metrics_aggregated.tz) END AS start,
      m.platform, m.kind, count(*), sum(t.value::numeric), sum(t.value::numeric) / count(*), min(t.value), max(t.value),
      (array_agg(t.value ORDER BY t.observed_at DESC, t.event_key DESC))[1]
    FROM analytics.time_series_metrics AS t JOIN analytics.measure AS m ON m.id = t.measure_id
    WHERE t.organization_id = own AND t.subject_id = found_subject AND m.metric = get_metrics_aggregated.metric
      AND t.observed_at >= CASE WHEN unit IN ('5m', '15m') THEN date_bin('15 minutes', since, 'epoch')
        ELSE date_trunc(unit, since, get_metrics_aggregated.tz) END
      AND t.observed_at < until
    GROUP BY start, m.platform, m.kind ORDER BY start, m.platform, m.kind;
END
$$;
COMMENT ON FUNCTION analytics.get_metrics_aggregated(text, text, text, text, timestamptz, timestamptz, text) IS
  'What the numbers of a metric come to in each bucket, one line for each platform and kind; the first bucket is a whole one.';
