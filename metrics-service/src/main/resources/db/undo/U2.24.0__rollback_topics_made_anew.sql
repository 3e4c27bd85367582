-- Takes back V2.24.0__topics_made_anew.sql. Of a partition that was restarted, the books do not balance until the column is back.
SET LOCAL lock_timeout = '5s';
ALTER TABLE analytics.consumer_offset DROP COLUMN former, DROP COLUMN stall_reason;
-- Without the column they would be taken for ranges of the topic that is read now.
DELETE FROM analytics.skipped_range WHERE topic_id IS NOT NULL;
ALTER TABLE analytics.skipped_range DROP COLUMN topic_id;
