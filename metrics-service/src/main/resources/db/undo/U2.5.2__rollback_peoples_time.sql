-- Takes back V2.5.2__peoples_time.sql; the events that it was added up from stay.
SET LOCAL lock_timeout = '5s';
REVOKE SELECT ON analytics.person FROM groundswell_reader;
DROP FUNCTION analytics.forget_time(int, bigint, text), analytics.people_who(text[], int, text, int);
DROP TABLE analytics.genre_mappings, analytics.quality_metrics, analytics.user_temporal_metrics;
DROP FUNCTION analytics.keep_deleted_genre(), analytics.most_counted(jsonb, int), analytics.add_counts(jsonb, jsonb);
