-- Takes back V2.24.0__topics_made_anew.sql. Of a partition that was restarted, the books do not balance until the column is back.
SET LOCAL lock_timeout = '5s';
ALTER TABLE analytics.trend_consumer_offset DROP COLUMN former, DROP COLUMN stall_reason;
