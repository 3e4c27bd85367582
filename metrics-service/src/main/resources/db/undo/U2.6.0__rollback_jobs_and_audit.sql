-- Takes back V2.6.0__jobs_and_audit.sql, with what the auditor found.
SET LOCAL lock_timeout = '5s';
REVOKE DELETE ON analytics.metric_rollup_day FROM groundswell_metrics;
DROP INDEX analytics.metric_rollup_day_of_day;
DROP TABLE analytics.audit_finding, analytics.audit_day, analytics.rollup_change, analytics.job_run;
