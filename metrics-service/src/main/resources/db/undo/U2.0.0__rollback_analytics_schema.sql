-- Takes back V2.0.0__analytics_schema.sql, with every row of the record.
SET LOCAL lock_timeout = '5s';
DROP FUNCTION analytics.ensure_partitions(date, date);
DROP TABLE analytics.metric_rollup_day, analytics.analytics_events, analytics.time_series_metrics;
DELETE FROM analytics.partition_day;
