-- Takes back V2.4.2__corrections.sql. Numbers that were corrected stay so.
SET LOCAL lock_timeout = '5s';
DROP FUNCTION analytics.correct_metrics(int, int, uuid, timestamptz, uuid, timestamptz, text[], float8[], text, int);
DROP TABLE analytics.metric_correction;
