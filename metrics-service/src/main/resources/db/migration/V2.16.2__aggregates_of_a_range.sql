-- get_metrics_aggregated ends where it is told to, also in UTC days, and answers weeks and months of every time zone from the daily
-- figures, as the API does: so also of days that are in the archive. What needs numbers that are not at hand is refused, where it was
-- left out before.
SET LOCAL lock_timeout = '5s';

CREATE OR REPLACE FUNCTION get_metrics_aggregated(entity_type text, entity_id text, metric text, bucket text DEFAULT 'day',
    since timestamptz DEFAULT now() - interval '30 days', until timestamptz DEFAULT now(), tz text DEFAULT 'UTC')
  RETURNS TABLE (bucket_start timestamptz, platform text, kind text, events bigint, sum numeric, average numeric, minimum float8,
    maximum float8, last_value float8)
  LANGUAGE plpgsql STABLE
  SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  unit text := CASE lower(get_metrics_aggregated.bucket)
    WHEN '5m' THEN '5 minutes' WHEN '15m' THEN '15 minutes'
    WHEN '1h' THEN 'hour' WHEN 'hour' THEN 'hour' WHEN 'hourly' THEN 'hour'
    WHEN '1d' THEN 'day' WHEN 'day' THEN 'day' WHEN 'daily' THEN 'day'
    WHEN '1w' THEN 'week' WHEN 'week' THEN 'week' WHEN 'weekly' THEN 'week'
    WHEN '1mo' THEN 'month' WHEN 'month' THEN 'month' WHEN 'monthly' THEN 'month' END;
  zone text := get_metrics_aggregated.tz;
  own int := current_setting('app.organization')::int;
  of_subject int;
  of_metric int[];
  first timestamptz;
  whole_days date[];
  split_days date[];
  gone date;
BEGIN
  IF unit IS NULL THEN
    RAISE EXCEPTION 'bucket must be 5m, 15m, 1h, 1d, 1w or 1mo (or hour, day, week, month)'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  first := CASE WHEN unit LIKE '%minutes' THEN date_bin(unit::interval, since, 'epoch') ELSE date_trunc(unit, since, zone) END;
  SELECT s.id INTO of_subject FROM analytics.subject AS s
  WHERE s.organization_id = own AND s.type = entity_type AND s.external_id = entity_id;
  SELECT array_agg(m.id) INTO of_metric FROM analytics.measure AS m WHERE m.metric = get_metrics_aggregated.metric;

  -- UTC days that have numbers: those that lie in one bucket as a whole, and the others, of which every number is needed.
  SELECT array_agg(DISTINCT d.day) FILTER (WHERE span.whole), array_agg(DISTINCT d.day) FILTER (WHERE NOT span.whole),
    min(d.day) FILTER (WHERE NOT span.whole AND (kept.day IS NULL OR d.thinned))
  INTO whole_days, split_days, gone
  FROM analytics.metric_rollup_day AS d
  LEFT JOIN analytics.partition_day AS kept ON kept.day = d.day
  CROSS JOIN LATERAL (SELECT d.day::timestamp AT TIME ZONE 'UTC' AS began, (d.day + 1)::timestamp AT TIME ZONE 'UTC' AS ended) AS utc
  CROSS JOIN LATERAL (SELECT unit IN ('day', 'week', 'month') AND utc.began >= first AND utc.ended <= until
    AND date_trunc(unit, utc.began, zone) = date_trunc(unit, utc.ended - interval '1 microsecond', zone) AS whole) AS span
  WHERE d.organization_id = own AND d.subject_id = of_subject AND d.measure_id = ANY(of_metric)
    AND d.day >= (first AT TIME ZONE 'UTC')::date AND utc.began < until;
  IF gone IS NOT NULL THEN
    RAISE EXCEPTION 'the single numbers of % are not at hand any more, only what the whole day comes to', gone
      USING ERRCODE = 'object_not_in_prerequisite_state',
        HINT = 'Ask for days, weeks or months of UTC that hold it as a whole, begin later, or restore the day from the archive.';
  END IF;

  RETURN QUERY
    SELECT part.start, m.platform, m.kind, sum(part.events)::bigint, sum(part.sum), sum(part.sum) / sum(part.events),
      min(part.minimum), max(part.maximum), (array_agg(part.last_value ORDER BY part.last_at DESC, part.last_key DESC))[1]
    FROM (
      SELECT d.measure_id, date_trunc(unit, d.day::timestamp AT TIME ZONE 'UTC', zone) AS start, d.events, d.sum, d.minimum, d.maximum,
        d.last_at, d.last_key, d.last_value
      FROM analytics.metric_rollup_day AS d
      WHERE d.organization_id = own AND d.subject_id = of_subject AND d.measure_id = ANY(of_metric) AND d.day = ANY(whole_days)
      UNION ALL
      SELECT number.measure_id, CASE WHEN unit LIKE '%minutes' THEN date_bin(unit::interval, number.observed_at, 'epoch')
        ELSE date_trunc(unit, number.observed_at, zone) END, 1, number.value::numeric, number.value, number.value,
        number.observed_at, number.event_key, number.value
      FROM unnest(split_days) AS split (day)
      CROSS JOIN LATERAL (
        SELECT t.measure_id, t.observed_at, t.event_key, t.value FROM analytics.time_series_metrics AS t
        WHERE t.organization_id = own AND t.subject_id = of_subject AND t.measure_id = ANY(of_metric)
          AND t.observed_at >= first AND t.observed_at < until
          AND t.observed_at >= greatest(first, split.day::timestamp AT TIME ZONE 'UTC')
          AND t.observed_at < least(until, (split.day + 1)::timestamp AT TIME ZONE 'UTC')
        OFFSET 0) AS number) AS part
    JOIN analytics.measure AS m ON m.id = part.measure_id
    GROUP BY part.start, m.platform, m.kind ORDER BY part.start, m.platform, m.kind;
END
$$;
COMMENT ON FUNCTION get_metrics_aggregated(text, text, text, text, timestamptz, timestamptz, text) IS
  'What the numbers of a metric before until come to in each bucket, one line for each platform and kind; the first bucket is a whole one.';
