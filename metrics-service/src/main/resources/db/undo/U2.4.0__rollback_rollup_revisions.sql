-- Takes back V2.4.0__rollup_revisions.sql.
SET LOCAL lock_timeout = '5s';
ALTER TABLE analytics.metric_rollup_day DROP COLUMN revision, DROP COLUMN changed_at, DROP COLUMN change_reason;
