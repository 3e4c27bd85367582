-- Takes back V2.5.4__quiet_search.sql.
SET LOCAL lock_timeout = '5s';
ALTER FUNCTION analytics.search_posts(text, boolean, text, text, timestamptz, timestamptz, int, text, int)
  RESET client_min_messages;
