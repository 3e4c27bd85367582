-- Takes back V2.4.4__sketches.sql.
SET LOCAL lock_timeout = '5s';
DROP TABLE analytics.metric_sketch_day;
