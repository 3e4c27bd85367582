-- Takes back V2.4.3__queries_in_sql.sql.
SET LOCAL lock_timeout = '5s';
DROP FUNCTION analytics.get_metrics_aggregated(text, text, text, text, timestamptz, timestamptz, text);
DROP VIEW analytics.series_day, analytics.series_point;
