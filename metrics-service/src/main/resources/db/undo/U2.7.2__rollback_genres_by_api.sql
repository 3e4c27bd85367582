-- Takes back V2.7.2__genres_by_api.sql.
SET LOCAL lock_timeout = '5s';
REVOKE INSERT, UPDATE ON analytics.genre_mappings FROM groundswell_metrics;
