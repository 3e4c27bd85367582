-- Takes back V2.4.1__top_lists.sql.
SET LOCAL lock_timeout = '5s';
DROP TABLE analytics.metric_top_quarter;
DROP INDEX analytics.metric_rollup_day_of_measure;
