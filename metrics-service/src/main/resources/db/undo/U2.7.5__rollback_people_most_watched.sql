-- Takes back V2.7.5__people_most_watched.sql.
SET LOCAL lock_timeout = '5s';
DROP INDEX analytics.user_temporal_metrics_most_watched;
