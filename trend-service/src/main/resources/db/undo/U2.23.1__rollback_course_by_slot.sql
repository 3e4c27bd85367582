-- Takes back V2.23.1__course_by_slot.sql.
SET LOCAL lock_timeout = '5s';
DROP INDEX analytics.trend_course_slot;
