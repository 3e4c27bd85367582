-- Takes back V2.29.1__failed_analyses.sql.
SET LOCAL lock_timeout = '5s';
ALTER TABLE analytics.features DROP COLUMN analysis_failed_at;
