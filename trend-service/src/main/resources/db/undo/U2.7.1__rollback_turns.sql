-- Takes back V2.7.1__turns.sql; whose turn it is is found out again.
SET LOCAL lock_timeout = '5s';
DROP TABLE analytics.analysis_turn;
