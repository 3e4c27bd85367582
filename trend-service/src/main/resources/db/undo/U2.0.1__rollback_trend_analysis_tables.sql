-- Takes back V2.0.1__trend_analysis_tables.sql; everything in it can be computed again.
SET LOCAL lock_timeout = '5s';
DROP TABLE analytics.trend_cache, analytics.trend_candidate;
