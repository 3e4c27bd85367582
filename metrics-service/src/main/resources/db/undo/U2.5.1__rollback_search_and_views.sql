-- Takes back V2.5.1__search_and_views.sql. The extension pg_trgm stays: others may use it.
SET LOCAL lock_timeout = '5s';
DROP VIEW analytics.analytics_dashboard, analytics.top_creators, analytics.top_performing_posts, analytics.posts_unified;
DROP FUNCTION analytics.search_posts(text, boolean, text, text, timestamptz, timestamptz, int, text, int);
DROP INDEX IF EXISTS analytics.posts_trigrams;
DROP INDEX analytics.posts_words;
