-- Every day that is noted has its partitions. They are named for their first day, which later versions note too.
SELECT 'the day ' || noted.day || ' is noted and has no partition of ' || parent
FROM analytics.partition_day AS noted, unnest(ARRAY['time_series_metrics', 'analytics_events']) AS parent
WHERE to_regclass('analytics.' || parent || '_'
  || to_char(coalesce((to_jsonb(noted) ->> 'partition_start')::date, noted.day), 'YYYYMMDD')) IS NULL
