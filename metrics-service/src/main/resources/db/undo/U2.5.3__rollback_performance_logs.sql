-- Takes back V2.5.3__performance_logs.sql.
SET LOCAL lock_timeout = '5s';
DROP TABLE analytics.performance_logs;
