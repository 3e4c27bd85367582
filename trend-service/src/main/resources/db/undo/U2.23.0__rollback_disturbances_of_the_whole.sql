-- Takes back V2.23.0__disturbances_of_the_whole.sql, with what befell platforms and metrics.
SET LOCAL lock_timeout = '5s';
DROP TABLE analytics.trend_tally, analytics.trend_disturbance_span;
