-- A search for nothing but stop words is no news to the log of whoever asks.
SET LOCAL lock_timeout = '5s';
ALTER FUNCTION search_posts(text, boolean, text, text, timestamptz, timestamptz, int, text, int)
  SET client_min_messages = 'warning';
