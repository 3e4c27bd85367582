-- Takes back V2.4.5__top_pending.sql.
SET LOCAL lock_timeout = '5s';
DROP TABLE analytics.metric_top_pending;
