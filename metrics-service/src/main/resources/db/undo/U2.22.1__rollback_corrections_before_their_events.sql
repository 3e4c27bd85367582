-- Takes back V2.22.1__corrections_before_their_events.sql.
SET LOCAL lock_timeout = '5s';
DROP FUNCTION analytics.apply_correction(int, int, uuid, timestamptz, uuid, timestamptz, text[], float8[], text, int, int, boolean);
DROP TABLE analytics.metric_correction_pending;
