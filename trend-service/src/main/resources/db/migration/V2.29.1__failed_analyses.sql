-- When the analysis of a niche failed last: such a niche waits behind all others, and keeps none of them from its turn.
SET LOCAL lock_timeout = '5s';

ALTER TABLE features ADD COLUMN analysis_failed_at timestamptz; -- null once it has succeeded
