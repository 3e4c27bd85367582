-- Takes back V2.1.0__conflicts_and_clocks.sql.
SET LOCAL lock_timeout = '5s';
ALTER TABLE analytics.accounting DROP COLUMN conflict, DROP COLUMN replayed, DROP COLUMN timed, DROP COLUMN skew_sum,
  DROP COLUMN skew_least, DROP COLUMN skew_most, DROP COLUMN age_least;
