-- Takes back V2.3.0__forgetting.sql.
SET LOCAL lock_timeout = '5s';
DROP FUNCTION analytics.forget_trend_subject(int, smallint, text, text);
